import { createMutex } from '../concurrency/mutex.ts';
import type { TextStore } from '../disk/text-store.ts';
import type { HostServices } from '../host/host-services.ts';
import { formatDigest } from './format-digest.ts';
import type { MutableInventory } from './inventory.ts';

/** How often the total is saved at most while the node runs. */
const saveMs = 60_000;
/** What is saved in place of a total that turned out to be false. */
const noTotal = '';

export interface SavedBytesOptions extends HostServices {
  readonly inventory: Pick<MutableInventory, 'stored' | 'bytes' | 'isComplete'>;
  readonly store: TextStore;
}

/**
 * Keeps the total size of the stored files over restarts, so that a start need not count them. It
 * is saved with the digest of those files, and taken over where the same names are stored. So it is
 * wrong where somebody gave a file another size by hand while the node was stopped, until something
 * makes the node count its files: the scrub, for one, which finds that copy corrupt.
 *
 * Nothing here rejects: what can't be read or saved only has to be counted.
 */
export interface SavedBytes {
  /** Makes the saved total that of the inventory, if it belongs to all that is in it. */
  takeOver(): Promise<void>;
  /** Saves the total if it has changed, at most once a minute. */
  save(): Promise<void>;
  /** Saves the total if it has changed. */
  saveNow(): Promise<void>;
}

/** Keeps the total in a store that nobody else writes to. */
export function createSavedBytes(options: SavedBytesOptions): SavedBytes {
  const { inventory, store, clock, log } = options;
  const { stored, bytes } = inventory;
  const exclusively = createMutex();
  /** What is in the store; `undefined` where that is not known. */
  let saved: string | undefined;
  let checkedMs = 0;

  /** Both are of one moment: nothing changes them in between. */
  function currentText(): string | undefined {
    if (bytes.isInvalidated) return noTotal;
    const { total } = bytes;
    return total === undefined ? undefined : formatTotal(formatDigest(stored), total);
  }

  async function write(): Promise<void> {
    const text = currentText();
    if (text === undefined || text === saved) return;
    try {
      await store.write(text);
      saved = text;
    } catch (error) {
      saved = undefined;
      log.debug('the size of the stored files could not be saved', { error });
    }
  }

  async function read(): Promise<void> {
    try {
      saved = await store.read();
    } catch (error) {
      log.debug('the saved size of the stored files could not be read', { error });
    }
    const total = parseTotal(saved ?? noTotal, formatDigest(stored));
    if (total !== undefined && inventory.isComplete) bytes.takeOver(total);
  }

  return {
    takeOver: () => exclusively(read),
    async save() {
      const nowMs = clock.nowMs();
      if (Math.abs(nowMs - checkedMs) < saveMs) return;
      checkedMs = nowMs;
      await exclusively(write);
    },
    saveNow: () => exclusively(write),
  };
}

/** A total and the digest that it belongs to, as a line of JSON. */
function formatTotal(digest: string, bytes: number): string {
  return `${JSON.stringify({ digest, bytes })}\n`;
}

/** The total in a text; `undefined` where it belongs to another digest, or there is none. */
function parseTotal(text: string, digest: string): number | undefined {
  try {
    const { bytes } = JSON.parse(text) as { readonly bytes?: unknown };
    // So nothing else is in it, and the number is what it was.
    const isSame = Number.isSafeInteger(bytes) && text === formatTotal(digest, bytes as number);
    return isSame && (bytes as number) >= 0 ? (bytes as number) : undefined;
  } catch {
    return undefined;
  }
}
