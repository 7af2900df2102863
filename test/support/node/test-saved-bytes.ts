import type { TextStore } from '../../../lib/disk/text-store.ts';

/** A store in memory for the total size of files. */
export interface TestSavedBytes extends TextStore {
  text: string | undefined;
  /** What was written, one after the other. */
  readonly written: string[];
  /** Called before a text is read or written. */
  before(operation: 'read' | 'write'): Promise<unknown>;
}

/** A store in memory for the total. */
export function createTestSavedBytes(): TestSavedBytes {
  const store: TestSavedBytes = {
    text: undefined,
    written: [],
    before: async () => undefined,
    async read() {
      await store.before('read');
      return store.text;
    },
    async write(text) {
      await store.before('write');
      store.text = text;
      store.written.push(text);
    },
  };
  return store;
}
