import { describe, it } from 'vitest';
import { faults } from '../support/disk/faults.ts';
import type { TestContext } from '../support/node/create-test-context.ts';
import type { Ledger } from '../support/node/ledger.ts';
import { runScenario, type Scenario } from '../support/node/run-scenario.ts';
import { cut, sendRest } from '../support/node/send-rest.ts';

const path = 'a/large.txt';
const content = 'a large content';

/** Sends the first bytes of the content, and breaks off. */
async function sendPart(
  node: TestContext,
  ledger: Ledger,
  first: number,
  end: number,
): Promise<void> {
  const pieces = [content.slice(first, end), cut];
  const name = ledger.nameOf(node, path, content);
  await sendRest(node, content, first, pieces, name);
}

const scenarios: Readonly<Record<string, Scenario>> = {
  'the beginning of a transfer that breaks off': {
    prepare: async () => undefined,
    act: (node, ledger) => sendPart(node, ledger, 0, 7),
  },
  'the middle of a transfer that breaks off again': {
    prepare: (node, ledger) => sendPart(node, ledger, 0, 7),
    act: (node, ledger) => sendPart(node, ledger, 7, 9),
  },
  'the end of a transfer': {
    prepare: (node, ledger) => sendPart(node, ledger, 0, 7),
    act: (node, ledger) => ledger.receiveRest(node, path, content, 7),
  },
  'the end of a transfer that began before the start': {
    prepare: (node, ledger) => sendPart(node, ledger, 0, 7),
    restart: 'restartAfterKill',
    act: (node, ledger) => ledger.receiveRest(node, path, content, 7),
  },
  'a start with a part of a transfer': {
    prepare: (node, ledger) => sendPart(node, ledger, 0, 7),
  },
  'a transfer that goes on while a client uploads the same, and deletes it': {
    prepare: (node, ledger) => sendPart(node, ledger, 0, 7),
    act: (node, ledger) =>
      Promise.all([
        ledger.receiveRest(node, path, content, 7),
        ledger.put(node, path, content),
        ledger.delete(node, ledger.nameOf(node, path, content)),
      ]),
  },
};

describe.each(Object.entries(scenarios))('%s', (_name, scenario) => {
  it.each(faults)('keeps what it acknowledged, with %s at any disk call', async (fault) => {
    await runScenario(scenario, fault);
  });
});
