import { expect } from 'vitest';
import { parseStoredName } from '../../../lib/names/stored-name.ts';
import type { TakingPeers } from './accepting-peers.ts';
import type { TestContext } from './create-test-context.ts';
import type { Ledger } from './ledger.ts';
import { nameAt } from './name-at.ts';
import { pending } from './pending.ts';
import { sha1Of } from './sha1-of.ts';

/** Who was told what by a node that met a fault. */
export interface Witnesses {
  readonly ledger: Ledger;
  readonly peers: TakingPeers;
  /** Whether a power cut may have peers told again what they have acknowledged. */
  readonly mayRepeat: boolean;
}

/**
 * Checks a node that was started again once the fault is gone. What it has acknowledged is there,
 * it owes each peer no less than that peer lacks, and what its peers have acknowledged it knows
 * after a power cut.
 */
export async function checkLaterLives(node: TestContext, witnesses: Witnesses): Promise<void> {
  const { ledger, peers, mayRepeat } = witnesses;
  await ledger.check(node, 'tidy');
  for (const url of peers.urls) {
    expect(pending(node, url)).toBeGreaterThanOrEqual(untold(witnesses, url).length);
  }
  await ledger.askAgain(node);
  await ledger.put(node, 'after/all.txt', 'after all');
  await checkTold(node, witnesses);
  await node.cluster.save();
  const left = peers.urls.map((url) => pending(node, url));
  const next = await node.restartAfterCrash();
  await ledger.check(next, 'tidy');
  if (!mayRepeat) expect(peers.urls.map((url) => pending(next, url))).toEqual(left);
}

/** Lets the node tell its peers everything, and checks that they heard of all that stands. */
async function checkTold(node: TestContext, witnesses: Witnesses): Promise<void> {
  const { peers } = witnesses;
  const unsent = damaged(node);
  peers.refused.clear();
  await peers.settle(node, unsent.length);
  for (const url of peers.urls) {
    expect(untold(witnesses, url)).toEqual([]);
    const told = peers.told(url);
    const unheard = standing(node).filter((path) => !told.has(`PUT ${nameAt(path)}`));
    expect(unheard.filter((path) => !unsent.includes(path))).toEqual([]);
  }
}

/** What was acknowledged and a peer has not heard of. */
function untold({ ledger, peers }: Witnesses, url: string): string[] {
  return ledger.acknowledged().filter((operation) => !peers.told(url).has(operation));
}

/** The paths of all files that stand. */
function standing({ storageDisk }: TestContext): readonly string[] {
  return storageDisk.paths().filter((path) => !path.startsWith('.cockatiel/'));
}

/** Those whose content is another one: no peer gets them, and what it is owed stays owed. */
function damaged(node: TestContext): readonly string[] {
  return standing(node).filter((path) => {
    const content = node.storageDisk.read(path) as Uint8Array;
    return sha1Of(content) !== parseStoredName(path)?.sha1;
  });
}
