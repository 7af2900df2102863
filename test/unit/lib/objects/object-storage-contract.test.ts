import { describe } from 'vitest';
import { storageContract } from '../../../contract/storage-contract.ts';
import { createMemoryObjectStore } from '../../../support/objects/memory-object-store.ts';
import { objectHarness } from '../../../support/objects/object-harness.ts';

describe('a storage on an object store in memory', () => {
  storageContract(
    objectHarness(() => {
      const store = createMemoryObjectStore();
      return { store, plant: store.plant };
    }),
  );
});
