import { describe, it } from 'vitest';
import { stampName } from '../../lib/names/stored-name.ts';
import { faults } from '../support/disk/faults.ts';
import { systemError } from '../support/disk/memory-tree.ts';
import { textOf } from '../support/disk/small-files.ts';
import type { AcceptingPeers } from '../support/node/accepting-peers.ts';
import type { TestContext } from '../support/node/create-test-context.ts';
import type { Ledger } from '../support/node/ledger.ts';
import { runScenario, type Scenario } from '../support/node/run-scenario.ts';
import { sha1Of } from '../support/node/sha1-of.ts';

const peerUrls = ['http://one', 'http://two'];

/**
 * Disks as a kill leaves them: positions saved with a deferred operation, a deleted file that is
 * still there although both peers have its deletion, a deletion that only a full segment records,
 * staged bytes, and last the record of a deletion that is readable but was not synced.
 */
async function leaveHalfDone(
  node: TestContext,
  ledger: Ledger,
  peers: AcceptingPeers,
): Promise<void> {
  const name = (word: string) => ledger.nameOf(node, `${word}/file`, word);
  for (const word of ['one', 'two', 'three', 'four']) {
    await ledger.put(node, `${word}/file`, word);
  }
  await ledger.delete(node, name('one'));
  node.storageDisk.intercept = ({ operation, path }) => {
    if (operation === 'remove' && path === name('two')) throw systemError('EIO', path);
  };
  await ledger.delete(node, name('two'));
  node.storageDisk.intercept = () => undefined;
  peers.refused.add(name('three'));
  await peers.drain(node, 'http://one');
  peers.refused.clear();
  await peers.drain(node, 'http://two');
  await node.cluster.save();
  await ledger.delete(node, name('four'));
  await ledger.put(node, 'five/file', 'five');
  node.storageDisk.write('.cockatiel/staging/7', 'half a bo');
  node.queueDisk.intercept = ({ operation }) => {
    if (operation !== 'sync') return;
    node.storageDisk.kill();
    node.queueDisk.kill();
  };
  await ledger.delete(node, name('five'));
  node.queueDisk.intercept = () => undefined;
}

/** The same with a torn record at the end. */
async function leaveTorn(node: TestContext, ledger: Ledger, peers: AcceptingPeers): Promise<void> {
  await leaveHalfDone(node, ledger, peers);
  const { queueDisk } = node;
  const last = queueDisk.paths().findLast((path) => path.startsWith('journal/')) as string;
  const whole = textOf(queueDisk.read(last) as Uint8Array);
  queueDisk.write(last, `${whole}0badf00d {"op":"DELETE","name":"fi`);
}

/** Disks as the Python version leaves them: it logs a deletion before it queues it. */
async function leaveAsLegacy(
  { storageDisk, queueDisk }: TestContext,
  ledger: Ledger,
  peers: AcceptingPeers,
): Promise<void> {
  for (const disk of [storageDisk, queueDisk]) {
    disk.kill();
    disk.wipe('');
  }
  const entry = (operation: string, filename: string) => JSON.stringify({ operation, filename });
  const [one, two, gone, last] = ['a/one', 'two', 'a/gone', 'last'].map((path) => {
    const name = stampName(path, 1_500_000_000, sha1Of(path))?.name as string;
    storageDisk.write(name, path);
    return name;
  }) as [string, string, string, string];
  ledger.note('PUT', one, 'a/one');
  ledger.note('PUT', two, 'two');
  ledger.note('DELETE', gone, 'a/gone');
  ledger.note('DELETE', last, 'last');
  queueDisk.write('httpone/q-1500000000000001', entry('PUT', one));
  queueDisk.write('httpone/q-1500000000000003', entry('DELETE', gone));
  queueDisk.write('httptwo/q-1500000000000002', entry('PUT', two));
  queueDisk.write('httptwo/q-1500000000000003', entry('DELETE', gone));
  queueDisk.write('httptwo/q-1500000000000004', '{"operation": "PU');
  // Only the log has the last deletion, and its end is missing.
  for (const url of peers.urls) peers.acknowledged(url).add(`DELETE ${last}`);
  queueDisk.write('deletion.log', `${gone}\n${last}`);
}

const scenarios: Readonly<Record<string, Scenario>> = {
  'a start after a kill': { peerUrls, segmentBytes: 200, prepare: leaveHalfDone },
  'a start of a node without peers': { peerUrls: [], segmentBytes: 200, prepare: leaveTorn },
  'a start over what the Python version left': {
    peerUrls,
    prepare: leaveAsLegacy,
    isLegacyImport: true,
  },
};

describe.each(Object.entries(scenarios))('%s', (_name, scenario) => {
  it.each(faults)('keeps what it acknowledged, with %s at any disk call', async (fault) => {
    await runScenario(scenario, fault);
  });
});
