import { describe, it } from 'vitest';
import { faults } from '../support/disk/faults.ts';
import { runScenario, type Scenario } from '../support/node/run-scenario.ts';

const nothing = async (): Promise<void> => undefined;

const scenarios: Readonly<Record<string, Scenario>> = {
  'an upload (201)': {
    prepare: nothing,
    act: (node, ledger) => ledger.put(node, 'a/b/file.txt', 'content'),
  },
  'an upload of what is there (302)': {
    prepare: (node, ledger) => ledger.put(node, 'a/file.txt', 'content'),
    act: (node, ledger) => ledger.put(node, 'a/file.txt', 'content'),
  },
  'an upload of what was found there at the start (302)': {
    prepare: (node, ledger) => ledger.put(node, 'a/file.txt', 'content'),
    restart: 'restartAfterKill',
    act: (node, ledger) => ledger.put(node, 'a/file.txt', 'content'),
  },
  'an upload over a corrupt copy': {
    prepare: async (node, ledger) => ledger.damage(node, 'a/file.txt', 'content'),
    restart: 'restartAfterKill',
    act: (node, ledger) => ledger.put(node, 'a/file.txt', 'content'),
  },
  'a deletion (200)': {
    prepare: (node, ledger) => ledger.put(node, 'a/b/file.txt', 'content'),
    act: (node, ledger) => ledger.delete(node, ledger.nameOf(node, 'a/b/file.txt', 'content')),
  },
  'a deletion of what is not there (404)': {
    prepare: nothing,
    act: (node, ledger) => ledger.delete(node, ledger.nameOf(node, 'file.txt', 'content')),
  },
  'a deletion of what is deleted (404)': {
    async prepare(node, ledger) {
      await ledger.put(node, 'file.txt', 'content');
      await ledger.delete(node, ledger.nameOf(node, 'file.txt', 'content'));
    },
    act: (node, ledger) => ledger.delete(node, ledger.nameOf(node, 'file.txt', 'content')),
  },
  'an upload from a peer (201)': {
    prepare: nothing,
    act: (node, ledger) => ledger.receive(node, 'a/b/file.txt', 'content'),
  },
  'an upload from a peer of what was found there at the start (302)': {
    prepare: (node, ledger) => ledger.put(node, 'a/file.txt', 'content'),
    restart: 'restartAfterKill',
    act: (node, ledger) => ledger.receive(node, 'a/file.txt', 'content'),
  },
  'a deletion from a peer': {
    prepare: (node, ledger) => ledger.receive(node, 'a/file.txt', 'content'),
    act: (node, ledger) =>
      ledger.receiveDeletion(node, ledger.nameOf(node, 'a/file.txt', 'content')),
  },
  'operations at the same time': {
    async prepare(node, ledger) {
      await ledger.put(node, 'a/old.txt', 'old');
      await ledger.put(node, 'b/old.txt', 'older');
    },
    act: (node, ledger) =>
      Promise.all([
        ledger.put(node, 'a/new.txt', 'new'),
        ledger.put(node, 'a/newer.txt', 'newer'),
        ledger.put(node, 'a/new.txt', 'new'),
        ledger.delete(node, ledger.nameOf(node, 'a/old.txt', 'old')),
        ledger.delete(node, ledger.nameOf(node, 'b/old.txt', 'older')),
        ledger.put(node, 'b/new.txt', 'newest'),
      ]),
  },
  'an upload and a deletion of one name at the same time': {
    prepare: nothing,
    act: (node, ledger) =>
      Promise.all([
        ledger.put(node, 'a/file.txt', 'content'),
        ledger.delete(node, ledger.nameOf(node, 'a/file.txt', 'content')),
        ledger.put(node, 'a/file.txt', 'content'),
      ]),
  },
  'a journal that begins new segments': {
    segmentBytes: 100,
    peerUrls: [],
    prepare: (node, ledger) => ledger.put(node, 'first.txt', 'first'),
    async act(node, ledger) {
      await ledger.delete(node, ledger.nameOf(node, 'first.txt', 'first'));
      await ledger.put(node, 'second.txt', 'second');
      await ledger.delete(node, ledger.nameOf(node, 'third.txt', 'third'));
      await ledger.put(node, 'fourth.txt', 'fourth');
    },
  },
};

describe.each(Object.entries(scenarios))('%s', (_name, scenario) => {
  it.each(faults)('keeps what it acknowledged, with %s at any disk call', async (fault) => {
    await runScenario(scenario, fault);
  });
});
