import { expect } from 'vitest';
import { parseStoredName } from '../../../lib/names/stored-name.ts';
import type { AcceptingPeers } from './accepting-peers.ts';
import type { TestContext } from './create-test-context.ts';
import type { Ledger } from './ledger.ts';
import { nameAt } from './name-at.ts';
import { pending } from './pending.ts';
import { sha1Of } from './sha1-of.ts';

/** What a node that met a fault has acknowledged to clients, and peers to it. */
export interface Witnesses {
  readonly ledger: Ledger;
  readonly peers: AcceptingPeers;
  /** Whether after a power cut peers may be sent again what they have acknowledged. */
  readonly mayRepeat: boolean;
}

/**
 * Checks a node that was restarted once the fault is gone. What it has acknowledged is there, no
 * less is pending for a peer than that peer lacks, and after a power cut it still knows what its
 * peers have acknowledged.
 */
export async function checkRestarts(node: TestContext, witnesses: Witnesses): Promise<void> {
  const { ledger, peers, mayRepeat } = witnesses;
  await ledger.check(node, 'tidy');
  for (const url of peers.urls) {
    expect(pending(node, url)).toBeGreaterThanOrEqual(missing(witnesses, url).length);
  }
  await ledger.askAgain(node);
  await ledger.put(node, 'after/all.txt', 'after all');
  await checkPeersHaveAll(node, witnesses);
  await node.cluster.save();
  const left = peers.urls.map((url) => pending(node, url));
  const next = await node.restartAfterCrash();
  await ledger.check(next, 'tidy');
  if (!mayRepeat) expect(peers.urls.map((url) => pending(next, url))).toEqual(left);
}

/** Lets the node send everything, and checks that its peers have every stored file. */
async function checkPeersHaveAll(node: TestContext, witnesses: Witnesses): Promise<void> {
  const { peers } = witnesses;
  const unsendable = corrupt(node);
  peers.refused.clear();
  await peers.settle(node, unsendable.length);
  for (const url of peers.urls) {
    expect(missing(witnesses, url)).toEqual([]);
    const acknowledged = peers.acknowledged(url);
    const unsent = stored(node).filter((path) => !acknowledged.has(`PUT ${nameAt(path)}`));
    expect(unsent.filter((path) => !unsendable.includes(path))).toEqual([]);
  }
}

/** What the node has acknowledged, and this peer has not. */
function missing({ ledger, peers }: Witnesses, url: string): string[] {
  return ledger.acknowledged().filter((operation) => !peers.acknowledged(url).has(operation));
}

/** The paths of all stored files. */
function stored({ storageDisk }: TestContext): readonly string[] {
  return storageDisk.paths().filter((path) => !path.startsWith('.cockatiel/'));
}

/** Those with the wrong content: they are sent to no peer, and stay pending. */
function corrupt(node: TestContext): readonly string[] {
  const found = stored(node).filter((path) => {
    const content = node.storageDisk.read(path) as Uint8Array;
    return sha1Of(content) !== parseStoredName(path)?.sha1;
  });
  const { storageDisk } = node;
  return [
    ...found,
    ...storageDisk.paths().filter((path) => path.startsWith('.cockatiel/damaged/')),
  ];
}
