import { assert } from '../errors/assert.ts';
import type { Fingerprint } from './fingerprint.ts';
import { createFingerprintTable, type FingerprintTable } from './fingerprint-table.ts';

/** A set of fingerprints: 9 to 11 bytes of memory each. */
export interface FingerprintSet extends FingerprintTable {
  readonly size: number;
  /** Removes all fingerprints. */
  clear(): void;
}

/** To grow one table of millions at once would take too long, so there are 64 smaller ones. */
const tableBits = 6;

/** Creates an empty set. */
export function createFingerprintSet(): FingerprintSet {
  const create = () => Array.from({ length: 1 << tableBits }, createFingerprintTable);
  let tables = create();
  let size = 0;

  function tableOf({ high }: Fingerprint): FingerprintTable {
    const table = tables[high >>> (32 - tableBits)];
    assert(table !== undefined, 'every fingerprint has a table');
    return table;
  }

  return {
    get size() {
      return size;
    },
    has: (fingerprint) => tableOf(fingerprint).has(fingerprint),
    add(fingerprint) {
      const isNew = tableOf(fingerprint).add(fingerprint);
      if (isNew) size += 1;
      return isNew;
    },
    delete(fingerprint) {
      const wasThere = tableOf(fingerprint).delete(fingerprint);
      if (wasThere) size -= 1;
      return wasThere;
    },
    withPrefix(prefix, bits) {
      if (bits >= tableBits) return tableOf({ high: prefix, low: 0 }).withPrefix(prefix, bits);
      return tables.flatMap((table) => table.withPrefix(prefix, bits));
    },
    clear() {
      tables = create();
      size = 0;
    },
  };
}
