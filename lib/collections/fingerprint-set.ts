import type { Fingerprint } from './fingerprint.ts';
import { createFingerprintTable, type FingerprintTable } from './fingerprint-table.ts';

/** A set of fingerprints: 9 to 11 bytes of memory each. */
export interface FingerprintSet extends FingerprintTable {
  readonly size: number;
  /** Removes all fingerprints. */
  clear(): void;
}

/**
 * To grow one table of millions at once would take too long, so there are 64 smaller ones, each
 * once there is something in it.
 */
const tableBits = 6;

/** Creates an empty set. */
export function createFingerprintSet(): FingerprintSet {
  /** Those that have had a fingerprint; the others are holes. */
  let tables: FingerprintTable[] = [];
  let size = 0;

  const indexOf = ({ high }: Fingerprint): number => high >>> (32 - tableBits);

  function tableOf(fingerprint: Fingerprint): FingerprintTable | undefined {
    return tables[indexOf(fingerprint)];
  }

  return {
    get size() {
      return size;
    },
    has: (fingerprint) => tableOf(fingerprint)?.has(fingerprint) ?? false,
    add(fingerprint) {
      const table = tableOf(fingerprint) ?? createFingerprintTable();
      tables[indexOf(fingerprint)] = table;
      const isNew = table.add(fingerprint);
      if (isNew) size += 1;
      return isNew;
    },
    delete(fingerprint) {
      const wasThere = tableOf(fingerprint)?.delete(fingerprint) ?? false;
      if (wasThere) size -= 1;
      return wasThere;
    },
    withPrefix(prefix, bits) {
      if (bits < tableBits) return tables.flatMap((table) => table.withPrefix(prefix, bits));
      return tableOf({ high: prefix, low: 0 })?.withPrefix(prefix, bits) ?? [];
    },
    clear() {
      tables = [];
      size = 0;
    },
  };
}
