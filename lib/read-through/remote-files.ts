import { createSlots } from '../concurrency/slots.ts';
import { waitFor } from '../concurrency/wait-for.ts';
import { partsOf, type StoredName } from '../names/stored-name.ts';
import type { StoredFile } from '../storage/stored-file.ts';
import { type FetchOutcome, type FileFetch, type StoreRemote, startFetch } from './file-fetch.ts';
import { type AskingOptions, findHolder, type Holder } from './find-holder.ts';
import { createFindHolders, type FindHolders } from './find-holders.ts';
import { createMisses } from './misses.ts';
import { createRelay } from './relay.ts';
import { RemoteFileError } from './remote-body.ts';
import { fetchedFile, type ReadingOptions, relayedFile } from './remote-file.ts';
import type { RemotePeer } from './remote-peer.ts';

/*
 * Read-through: a file that a client asks for and that is not here is fetched from a peer.
 *
 * Peers are asked by a HEAD, all at once, and the first that has the file sends it. It is stored as
 * it comes, by the same commit as an upload, once for all who ask for it meanwhile. A small file is
 * read from the storage then. Of a large one the first client gets what comes; whoever is slower or
 * later gets the rest from the storage.
 *
 * Invariants: no body is sent to its end before its SHA-1 was seen to be the one in the name (I3),
 * ranges excepted. A name that no peer has costs at most one question to each peer in a while, and
 * all such names together a fixed number a second. A peer that does not respond is left alone for a
 * while. Nothing of this is saved.
 */

/** The files of peers, for what is not here. */
export interface RemoteFiles {
  /**
   * Opens a file that a peer has; `undefined` where no peer is known to have it. Rejects with a
   * `RemoteFileError` where that can't be found out now, or a peer that has it does not send it.
   * For a HEAD nothing is fetched.
   */
  open(name: StoredName, method: string, store: StoreRemote): Promise<StoredFile | undefined>;
  readonly findHolders: FindHolders;
  /** Resolves when nothing is being fetched any more. */
  finished(): Promise<void>;
}

export interface RemoteFilesOptions extends AskingOptions, Pick<ReadingOptions, 'createSha1'> {
  /** The peers that can be read from. */
  readonly peers: () => readonly RemotePeer[];
  /** Whether the file should be here: somebody has removed it, or its copy was corrupt. */
  readonly isExpected: (name: StoredName) => boolean;
  readonly openStored: ReadingOptions['openStored'];
}

/** What came of fetching a file: it is here, on its way, or a peer has it and it stays there. */
type Fetched = 'stored' | FileFetch | Holder;

export function createRemoteFiles(options: RemoteFilesOptions): RemoteFiles {
  const { peers, isExpected, clock, timers, limits } = options;
  const questions = createSlots(limits.maxQuestions, timers, limits.maxWaitMs);
  const fetches = createSlots(limits.maxFetches, timers, limits.maxWaitMs);
  const relay = createRelay(createSlots(limits.maxRelays, timers, limits.maxWaitMs), options);
  const misses = createMisses(clock, limits);
  const reading = { ...options, relay };
  /** What is being found out, or fetched, for all who ask for it. */
  const finding = new Map<StoredName, Promise<Holder | undefined>>();
  const fetching = new Map<StoredName, Promise<Fetched | undefined>>();
  const running = new Set<Promise<FetchOutcome>>();

  /** Files of a node whose clock is behind have a second that has long passed. */
  function marginMs(): number {
    const offsets = peers().map((peer) => Math.abs(peer.clockOffsetSeconds() ?? 0));
    return limits.clockMarginMs + 1000 * Math.max(0, ...offsets);
  }

  /** The peers that may have a file, because they were not found equal since its second. */
  function candidates(name: StoredName): readonly RemotePeer[] {
    const readable = peers().filter((peer) => peer.isReadable());
    if (readable.length === 0) return readable;
    if (isExpected(name)) return readable;
    const storedMs = 1000 * partsOf(name).seconds + marginMs();
    const nowMs = clock.nowMs();
    return readable.filter((peer) => {
      const equalAtMs = peer.equalAtMs();
      return equalAtMs === undefined || equalAtMs <= storedMs || equalAtMs > nowMs;
    });
  }

  async function find(
    name: StoredName,
    failed: ReadonlySet<RemotePeer> = new Set(),
  ): Promise<Holder | undefined> {
    const release = await questions.acquire();
    if (release === undefined) throw new RemoteFileError('too many others are looked for');
    try {
      // Not before it is its turn: files that exist would take the tokens of each other.
      if (!misses.mayAsk()) return undefined;
      const asked = candidates(name).filter((peer) => !failed.has(peer));
      const holder = await findHolder(name, asked, options);
      if (holder !== undefined) misses.noteHit();
      else if (failed.size === 0) misses.noteMiss(name);
      return holder;
    } finally {
      release();
    }
  }

  /** Tries one holder after the other. */
  async function fetchFile(name: StoredName, store: StoreRemote): Promise<Fetched | undefined> {
    const failed = new Set<RemotePeer>();
    for (;;) {
      const holder = await find(name, failed);
      if (holder === undefined && failed.size > 0) throw new RemoteFileError('it has broken off');
      if (holder === undefined) return undefined;
      const release = await fetches.acquire();
      // It can still be passed on.
      if (release === undefined) return holder;
      const begun = startFetch(holder, store, options);
      running.add(begun.ended);
      void begun.ended.then(() => {
        running.delete(begun.ended);
        release();
      });
      const outcome = await firstOutcome(begun);
      if (outcome === 'underway') return begun;
      if (outcome === 'stored') return outcome;
      if (outcome === 'refused') return holder;
      failed.add(holder.peer);
    }
  }

  /** What there is to send after a while that a client may be kept waiting. */
  async function firstOutcome({
    begun,
    ended,
    holder,
  }: FileFetch): Promise<FetchOutcome | 'underway'> {
    const first = Promise.race([begun.then(() => 'begun' as const), ended]);
    const outcome = await waitFor(first, limits.beginMs, timers);
    if (outcome === undefined) {
      holder.peer.rest(limits.restMs);
      return 'failed';
    }
    if (outcome !== 'begun') return outcome;
    if (holder.sizeBytes > limits.wholeBytes) return 'underway';
    return (await waitFor(ended, limits.wholeMs, timers)) ?? 'underway';
  }

  /** Does it once for all who ask meanwhile; a fetch is shared until it ends. */
  function fetchOnce(name: StoredName, store: StoreRemote): Promise<Fetched | undefined> {
    const result = fetchFile(name, store);
    fetching.set(name, result);
    const forget = (): void => void fetching.delete(name);
    void result.then((fetched) => {
      if (isFetch(fetched)) void fetched.ended.then(forget);
      else forget();
    }, forget);
    return result;
  }

  function findOnce(name: StoredName): Promise<Holder | undefined> {
    const result = find(name).finally(() => finding.delete(name));
    finding.set(name, result);
    return result;
  }

  /** Whether a question is worth it; one that is being asked already costs nothing. */
  function isWorthAsking(name: StoredName): boolean {
    return candidates(name).length > 0 && !misses.isRemembered(name);
  }

  return {
    async open(name, method, store) {
      if (method === 'HEAD') {
        const found = finding.get(name) ?? (isWorthAsking(name) ? findOnce(name) : undefined);
        const holder = await found;
        return holder && relayedFile(holder, reading);
      }
      const begun =
        fetching.get(name) ?? (isWorthAsking(name) ? fetchOnce(name, store) : undefined);
      const fetched = await begun;
      if (fetched === undefined) return undefined;
      if (fetched === 'stored') return await options.openStored(name);
      return isFetch(fetched) ? fetchedFile(fetched, reading) : relayedFile(fetched, reading);
    },
    findHolders: createFindHolders(options),
    async finished() {
      await Promise.all(running);
    },
  };
}

function isFetch(fetched: Fetched | undefined): fetched is FileFetch {
  return typeof fetched === 'object' && 'ended' in fetched;
}
