import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { listStaged, listStored, sha1 } from '../disk/disk-view.ts';
import type { ClusterLedger } from './cluster-load.ts';
import type { ClusterNode } from './start-test-cluster.ts';

/** Checks that a node at rest has what was acknowledged to clients, and nothing corrupt. */
export function expectKept({ storage }: ClusterNode, ledger: ClusterLedger): void {
  expect(listStaged(storage)).toEqual([]);
  const stored = new Set(listStored(storage));
  for (const name of stored) {
    const [, hash] = /_\d+_([\da-f]{40})(?:\.[^./]*)?$/u.exec(name) ?? [];
    expect(sha1(readFileSync(join(storage, name))), `I3: ${name}`).toBe(hash);
  }
  for (const path of ledger.uploaded.keys()) {
    const name = decodeURIComponent(path.slice(1));
    if (ledger.deleted.has(path)) expect(stored.has(name), `I2: ${name} is back`).toBe(false);
    if (!ledger.doomed.has(path)) expect(stored.has(name), `I1: ${name} is lost`).toBe(true);
  }
}
