import { describe, it } from 'vitest';
import { faults } from '../support/disk/faults.ts';
import type { AcceptingPeers } from '../support/node/accepting-peers.ts';
import type { TestContext } from '../support/node/create-test-context.ts';
import type { Ledger } from '../support/node/ledger.ts';
import { runScenario, type Scenario } from '../support/node/run-scenario.ts';

const segmentBytes = 200;
const peerUrls = ['http://one', 'http://two'];

/** Uploads and deletions, with a segment for every two of them. */
async function fillSegments(node: TestContext, ledger: Ledger): Promise<void> {
  for (const word of ['one', 'two']) {
    await ledger.put(node, `${word}/file`, word);
    await ledger.delete(node, ledger.nameOf(node, `${word}/gone`, word));
  }
  await ledger.delete(node, ledger.nameOf(node, 'two/file', 'two'));
}

/** What fails on the sender's side is logged. */
async function drain(node: TestContext, peers: AcceptingPeers): Promise<void> {
  await peers.drain(node).catch(() => undefined);
}

async function save(node: TestContext): Promise<void> {
  await node.cluster.save().catch(() => undefined);
}

const scenarios: Readonly<Record<string, Scenario>> = {
  'a delivery': {
    prepare: fillSegments,
    act: (node, _ledger, peers) => drain(node, peers),
  },
  'a delivery of which a part is refused, and the saving of how far it is': {
    segmentBytes,
    peerUrls,
    async prepare(node, ledger, peers) {
      await fillSegments(node, ledger);
      peers.refused.add(ledger.nameOf(node, 'one/file', 'one'));
      peers.refused.add(ledger.nameOf(node, 'two/gone', 'two'));
    },
    async act(node, _ledger, peers) {
      const draining = drain(node, peers);
      for (let time = 0; time < 3; time += 1) await save(node);
      await draining;
      await save(node);
    },
  },
  'the removal of segments that every peer has acknowledged': {
    segmentBytes,
    peerUrls,
    async prepare(node, ledger, peers) {
      await fillSegments(node, ledger);
      await peers.drain(node);
    },
    async act(node) {
      await save(node);
      await save(node);
    },
  },
  'the removal of segments of which one peer needs the rest': {
    segmentBytes,
    peerUrls,
    async prepare(node, ledger, peers) {
      await ledger.put(node, 'first/file', 'first');
      await ledger.delete(node, ledger.nameOf(node, 'first/file', 'first'));
      await ledger.delete(node, ledger.nameOf(node, 'first/gone', 'first'));
      await peers.drain(node, 'http://two');
      await fillSegments(node, ledger);
      await peers.drain(node, 'http://one');
    },
    async act(node, ledger) {
      await save(node);
      await ledger.delete(node, ledger.nameOf(node, 'one/file', 'one'));
      await save(node);
    },
  },
};

describe.each(Object.entries(scenarios))('%s', (_name, scenario) => {
  it.each(faults)('keeps what it acknowledged, with %s at any disk call', async (fault) => {
    await runScenario(scenario, fault);
  });
});
