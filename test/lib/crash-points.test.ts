import { describe, expect, it } from 'vitest';
import { createTestContext, type TestContext } from '../support/create-test-context.ts';
import { atEveryDiskCall, clearFault, faults, injectFault } from '../support/faults.ts';
import { createLedger, type Ledger } from '../support/ledger.ts';
import { textOf } from '../support/small-files.ts';

interface Scenario {
  /** The size at which the journal begins a new segment. */
  readonly segmentBytes?: number;
  /** What happens before the fault can come. */
  prepare(node: TestContext, ledger: Ledger): Promise<void>;
  /** How the prepared node is started again before the scenario; not at all unless told. */
  readonly restart?: 'restartAfterKill';
  act(node: TestContext, ledger: Ledger): Promise<unknown>;
}

const nothing = async (): Promise<void> => undefined;

const scenarios: Readonly<Record<string, Scenario>> = {
  'an upload (201)': {
    prepare: nothing,
    act: (node, ledger) => ledger.put(node, 'a/b/file.txt', 'content'),
  },
  'an upload of what is there (302)': {
    prepare: async (node, ledger) => void (await ledger.put(node, 'a/file.txt', 'content')),
    act: (node, ledger) => ledger.put(node, 'a/file.txt', 'content'),
  },
  'an upload of what was found there at the start (302)': {
    prepare: async (node, ledger) => void (await ledger.put(node, 'a/file.txt', 'content')),
    restart: 'restartAfterKill',
    act: (node, ledger) => ledger.put(node, 'a/file.txt', 'content'),
  },
  'an upload over a damaged copy': {
    prepare: async (node, ledger) => ledger.damage(node, 'a/file.txt', 'content'),
    act: (node, ledger) => ledger.put(node, 'a/file.txt', 'content'),
  },
  'a deletion (200)': {
    prepare: async (node, ledger) => void (await ledger.put(node, 'a/b/file.txt', 'content')),
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
    prepare: async (node, ledger) => void (await ledger.put(node, 'first.txt', 'first')),
    async act(node, ledger) {
      await ledger.delete(node, ledger.nameOf(node, 'first.txt', 'first'));
      await ledger.put(node, 'second.txt', 'second');
      await ledger.delete(node, ledger.nameOf(node, 'third.txt', 'third'));
      await ledger.put(node, 'fourth.txt', 'fourth');
    },
  },
};

/** Every file that stands is on record, so every peer will hear of it (I1). */
function expectOnRecord({ storageDisk, queueDisk }: TestContext): void {
  const segments = queueDisk.paths().filter((path) => path.startsWith('journal/'));
  const journal = segments.map((path) => textOf(queueDisk.read(path) as Uint8Array)).join('');
  for (const path of storageDisk.paths()) {
    if (textOf(storageDisk.read(path) as Uint8Array) !== 'rotten') expect(journal).toContain(path);
  }
}

/** A fault that befell a cleaning leaves its dirt until the next start. */
const cleaning = new Set<string | undefined>(['remove', 'close']);

describe.each(Object.entries(scenarios))('%s', (_name, scenario) => {
  it.each(faults)('keeps its word with %s at any disk call', async (fault) => {
    const { segmentBytes } = scenario;
    await atEveryDiskCall(async (nth) => {
      const ledger = createLedger();
      let node = await createTestContext(
        segmentBytes === undefined ? { config: { peerUrls: ['http://peer'] } } : { segmentBytes },
      );
      await scenario.prepare(node, ledger);
      if (scenario.restart) node = await node[scenario.restart]();
      const outcome = injectFault(node, fault, nth);
      await scenario.act(node, ledger);
      clearFault(node);
      if (fault === 'EIO' || fault === 'ENOSPC') {
        const isClean = !cleaning.has(outcome.met?.operation);
        await ledger.check(node, isClean ? 'nothing staged' : 'something staged');
      }
      node = await (fault === 'kill' ? node.restartAfterKill() : node.restartAfterCrash());
      await ledger.check(node, 'nothing staged');
      if (segmentBytes === undefined) expectOnRecord(node);
      await ledger.put(node, 'after/all.txt', 'after all');
      node = await node.restartAfterCrash();
      await ledger.check(node, 'nothing staged');
      return outcome.met !== undefined;
    });
  });
});
