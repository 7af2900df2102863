import type { Fingerprint } from './fingerprint.ts';
import { createFingerprintTable } from './fingerprint-table.ts';

/** A set of fingerprints: 10 to 15 bytes of memory each, and none of their texts. */
export interface FingerprintSet {
  readonly size: number;
  has(fingerprint: Fingerprint): boolean;
  /** `false` when it was there. */
  add(fingerprint: Fingerprint): boolean;
  /** `false` when it was not there. */
  delete(fingerprint: Fingerprint): boolean;
  clear(): void;
}

/**
 * A set of many would stand still while it grows at a stroke, so it is cut into tables that grow
 * one after the other.
 */
const tableBits = 6;

export function createFingerprintSet(): FingerprintSet {
  const create = () => Array.from({ length: 1 << tableBits }, createFingerprintTable);
  let tables = create();
  let size = 0;

  function tableOf({ high }: Fingerprint) {
    return tables[high >>> (32 - tableBits)] as (typeof tables)[number];
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
    clear() {
      tables = create();
      size = 0;
    },
  };
}
