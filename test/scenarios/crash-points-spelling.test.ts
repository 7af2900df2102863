import { describe, it } from 'vitest';
import { faults } from '../support/disk/faults.ts';
import type { AcceptingPeers } from '../support/node/accepting-peers.ts';
import type { TestContext } from '../support/node/create-test-context.ts';
import type { Ledger } from '../support/node/ledger.ts';
import { runScenario, type Scenario } from '../support/node/run-scenario.ts';

const photoOf = (node: TestContext, ledger: Ledger): string =>
  ledger.nameOf(node, 'a/photo.jpg', 'photo');

/** Leaves files as version 1.0.0 spelled their directories; the peers have them. */
function plant(node: TestContext, ledger: Ledger, peers: AcceptingPeers, ...words: string[]): void {
  for (const word of words) {
    const name = ledger.nameOf(node, `${photoOf(node, ledger)}/${word}`, word);
    node.storageDisk.write(name, word);
    ledger.note('PUT', name, word);
    for (const url of peers.urls) peers.acknowledged(url).add(`PUT ${name}`);
  }
}

const putPhoto = (node: TestContext, ledger: Ledger): Promise<unknown> =>
  ledger.put(node, 'a/photo.jpg', 'photo');

const thumbOf = (node: TestContext, ledger: Ledger): string =>
  ledger.nameOf(node, `${photoOf(node, ledger)}/thumb`, 'thumb');

const scenarios: Readonly<Record<string, Scenario>> = {
  'an upload in whose place a directory stands': {
    prepare: async (node, ledger, peers) => plant(node, ledger, peers, 'thumb', 'b/deep'),
    act: putPhoto,
  },
  'an upload in whose place a directory stands that goes up in another one': {
    async prepare(node, ledger, peers) {
      plant(node, ledger, peers, 'thumb', 'b/deep', 'other');
      await ledger.put(node, `${photoOf(node, ledger)}/thumb`, 'thumb');
      await ledger.put(node, `${photoOf(node, ledger)}/b/new`, 'new');
    },
    act: putPhoto,
  },
  'an upload of what was found in a directory in the old spelling': {
    prepare: async (node, ledger, peers) => plant(node, ledger, peers, 'thumb'),
    act: (node, ledger) => ledger.receive(node, `${photoOf(node, ledger)}/thumb`, 'thumb'),
  },
  'a deletion in a directory in the old spelling, of which one copy is in the new one': {
    statsBeforeRemoval: true,
    async prepare(node, ledger, peers) {
      await ledger.put(node, `${photoOf(node, ledger)}/thumb`, 'thumb');
      plant(node, ledger, peers, 'thumb');
    },
    act: (node, ledger) => ledger.delete(node, thumbOf(node, ledger)),
  },
  'a start after a deletion in a directory in the old spelling': {
    statsBeforeRemoval: true,
    async prepare(node, ledger, peers) {
      plant(node, ledger, peers, 'thumb', 'other');
      const content = node.storageDisk.read(thumbOf(node, ledger)) as Uint8Array;
      await ledger.delete(node, thumbOf(node, ledger));
      node.storageDisk.write(thumbOf(node, ledger), content);
    },
  },
  'an upload and a deletion of what moves with a directory': {
    statsBeforeRemoval: true,
    prepare: async (node, ledger, peers) => plant(node, ledger, peers, 'thumb', 'other'),
    act: (node, ledger) =>
      Promise.all([putPhoto(node, ledger), ledger.delete(node, thumbOf(node, ledger))]),
  },
};

describe.each(Object.entries(scenarios))('%s', (_name, scenario) => {
  it.each(faults)('keeps what it acknowledged, with %s at any disk call', async (fault) => {
    await runScenario(scenario, fault);
  });
});
