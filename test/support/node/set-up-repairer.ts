import { onTestFinished } from 'vitest';
import { createPeer } from '../../../lib/delivery/peer.ts';
import { createPeerIdentities } from '../../../lib/delivery/peer-identity.ts';
import type { PeerRequest, PeerResponse } from '../../../lib/delivery/peer-link.ts';
import {
  decodeFingerprints,
  findDifferences,
  findWanted,
} from '../../../lib/inventory/comparison.ts';
import { createInventory, type MutableInventory } from '../../../lib/inventory/inventory.ts';
import type { JournalEntry } from '../../../lib/journal/journal.ts';
import type { StoredName } from '../../../lib/names/stored-name.ts';
import type { PeerQueue } from '../../../lib/pending/peer-queue.ts';
import { createRepairer } from '../../../lib/repair/repairer.ts';
import { hashText } from '../../../runtime/node/hash.ts';
import type { LogLine } from './create-test-context.ts';
import { settleMicrotasks } from './settle-microtasks.ts';
import { queueOver } from './test-queue.ts';

/** An inventory of these names. */
export function inventoryOf(
  stored: readonly StoredName[],
  deleted: readonly StoredName[] = [],
): MutableInventory {
  const inventory = createInventory(hashText);
  for (const name of stored) inventory.noteStored(name);
  for (const name of deleted) inventory.noteDeleted(name);
  inventory.noteComplete();
  return inventory;
}

/** What a node responds to a comparison. */
export async function respondTo(
  { name, body }: PeerRequest,
  inventory: MutableInventory,
): Promise<string> {
  const bytes = (await body?.read()) as Uint8Array;
  if (name === '_compare') return JSON.stringify(findDifferences(bytes, inventory));
  const fingerprints = decodeFingerprints(bytes);
  if (fingerprints === undefined) throw new Error('A question is malformed.');
  return JSON.stringify(findWanted(fingerprints, inventory));
}

/** The names that a node holds. */
interface Held {
  readonly stored: readonly StoredName[];
  readonly deleted?: readonly StoredName[];
}

/** A repairer between a node and a peer, both in memory; the test plays the peer's processes. */
export function setUpRepairer(own: Held, its: Held = own, records: JournalEntry[] = []) {
  const clock = { ms: 1_700_000_000_000 };
  const lines: LogLine[] = [];
  const write =
    (level: LogLine['level']) =>
    (message: string, fields = {}): void =>
      void lines.push({ level, message, fields });
  const inventory = inventoryOf(own.stored, own.deleted);
  const state = {
    theirs: inventoryOf(its.stored, its.deleted),
    requests: [] as string[],
    instance: '00000000000000b1' as string | undefined,
    /** Gives a response of the test's own, or `undefined` for that of a node. */
    respond: async (_request: PeerRequest): Promise<Partial<PeerResponse> | undefined> => undefined,
    stored: own.stored,
    openLists: 0,
    onNext: async (_name: StoredName): Promise<unknown> => undefined,
    work: 0,
    otherIds: [] as readonly string[],
  };
  async function send(request: PeerRequest): Promise<PeerResponse> {
    state.requests.push(request.name);
    const shown = { nodeId: '00000000000000bb', instance: state.instance };
    const response = (await state.respond(request)) ?? {
      content: await respondTo(request, state.theirs),
    };
    const ids = state.instance === undefined ? {} : (shown as { nodeId: string; instance: string });
    return { status: 200, ...ids, ...response };
  }
  async function* list(): AsyncGenerator<StoredName> {
    state.openLists += 1;
    try {
      for (const name of state.stored) {
        await state.onNext(name);
        yield name;
      }
    } finally {
      state.openLists -= 1;
    }
  }
  const ports = { nowMs: () => clock.ms };
  const peer = createPeer({ send }, createPeerIdentities(undefined, ports).add('http://b'), ports);
  const queue = queueOver(records);
  const repairer = createRepairer({
    peerName: 'http://b',
    peer,
    queue,
    inventory,
    storage: { list },
    tombstones: { names: () => namesOf(own.deleted ?? []) },
    nextSequence: () => records.length + 1,
    nodeId: '00000000000000aa',
    otherIds: () => state.otherIds,
    clock: ports,
    log: { error: write('error'), warn: write('warn'), debug: () => undefined },
    pause: settleMicrotasks,
    onWork() {
      state.work += 1;
    },
  });
  onTestFinished(() => repairer.stop());

  /** Lets seconds pass, with a check in each. */
  async function pass(seconds: number): Promise<void> {
    for (let second = 0; second < seconds; second += 1) {
      await repairer.check();
      await settleMicrotasks();
      clock.ms += 1000;
    }
  }

  /** The peer shows the process that responds there now. */
  async function meet(): Promise<void> {
    const { respond } = state;
    state.respond = async () => ({ status: 200 });
    await peer.request({ method: 'HEAD', name: '_status' });
    state.respond = respond;
    state.requests.length = 0;
  }

  return { state, clock, lines, inventory, queue, repairer, pass, meet };
}

async function* namesOf(names: readonly StoredName[]): AsyncGenerator<StoredName> {
  yield* names;
}

/** Takes all that a queue sends now, and lets the peer accept it; returns it. */
export async function sendAll(
  queue: PeerQueue,
  theirs?: MutableInventory,
): Promise<readonly JournalEntry[]> {
  const sent: JournalEntry[] = [];
  for (let idle = 0; idle < 3; ) {
    const entry = await queue.next(0);
    if (entry === undefined) {
      idle += 1;
      await settleMicrotasks();
      continue;
    }
    sent.push(entry);
    if (entry.op === 'PUT') theirs?.noteStored(entry.name);
    else theirs?.noteDeleted(entry.name);
    queue.acknowledge(entry);
  }
  return sent;
}
