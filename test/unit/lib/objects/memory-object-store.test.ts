import { describe } from 'vitest';
import { objectStoreContract } from '../../../contract/object-store-contract.ts';
import { createMemoryObjectStore } from '../../../support/objects/memory-object-store.ts';

describe('the object store in memory', () => objectStoreContract(createMemoryObjectStore));
