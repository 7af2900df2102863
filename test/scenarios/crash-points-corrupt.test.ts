import { describe, it } from 'vitest';
import { faults } from '../support/disk/faults.ts';
import type { TestContext } from '../support/node/create-test-context.ts';
import type { Ledger } from '../support/node/ledger.ts';
import { runScenario, type Scenario } from '../support/node/run-scenario.ts';
import { peerHeaders, send } from '../support/node/send.ts';
import { settleMicrotasks } from '../support/node/settle-microtasks.ts';

/** The second in which all files of a scenario are stored. */
const storedMs = 1_700_000_000_000;

function nameOf(node: TestContext, ledger: Ledger): string {
  return ledger.nameOf({ ...node, clock: { ms: storedMs } }, 'a/b/file.txt', 'content');
}

/** A corrupt copy that was changed a minute ago, beside an intact one. */
async function damage(node: TestContext, ledger: Ledger): Promise<void> {
  ledger.damage(node, 'a/b/file.txt', 'content');
  await ledger.put(node, 'a/b/other.txt', 'other');
  node.clock.ms += 60_000;
}

/** Reads a file, and lets follow from that what follows. */
async function read(node: TestContext, ledger: Ledger): Promise<void> {
  await send(node, 'GET', `/${nameOf(node, ledger)}`);
  await settleMicrotasks();
}

async function quarantine(node: TestContext, ledger: Ledger): Promise<void> {
  await damage(node, ledger);
  await read(node, ledger);
}

const scenarios: Readonly<Record<string, Scenario>> = {
  'the reading of a corrupt copy': { prepare: damage, act: read },
  'a start with a copy in quarantine': { prepare: quarantine },
  'an upload of a file whose copy is in quarantine': {
    prepare: quarantine,
    async act(node, ledger) {
      node.clock.ms = storedMs;
      await ledger.receive(node, 'a/b/file.txt', 'content');
    },
  },
  'a deletion of a file whose copy is in quarantine': {
    prepare: quarantine,
    act: (node, ledger) => ledger.delete(node, nameOf(node, ledger)),
  },
  'a reader, a deletion and an upload at the same time': {
    prepare: damage,
    act: (node, ledger) =>
      Promise.all([
        read(node, ledger),
        ledger.delete(node, nameOf(node, ledger)),
        send(node, 'PUT', `/${nameOf(node, ledger)}`, { headers: peerHeaders, body: 'content' }),
      ]),
  },
};

describe.each(Object.entries(scenarios))('%s', (_name, scenario) => {
  it.each(faults)('keeps what it acknowledged, with %s at any disk call', async (fault) => {
    await runScenario(scenario, fault);
  });
});
