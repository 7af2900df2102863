import { expect } from 'vitest';
import { atEveryDiskCall, clearFault, type Fault, injectFault } from '../disk/faults.ts';
import { createTakingPeers, type TakingPeers } from './accepting-peers.ts';
import { checkLaterLives } from './check-restarts.ts';
import { createTestContext, type TestContext } from './create-test-context.ts';
import { createLedger, type Ledger } from './ledger.ts';

/** Something that a node does while a fault befalls one of its disk calls. */
export interface Scenario {
  /** The node's peers; one unless told. */
  readonly peerUrls?: readonly string[];
  /** The size at which the journal begins a new segment. */
  readonly segmentBytes?: number;
  /** What happens before the fault can come. */
  prepare(node: TestContext, ledger: Ledger, peers: TakingPeers): Promise<unknown>;
  /** How the prepared node is started again before the fault can come; not at all unless told. */
  readonly restart?: 'restartAfterKill';
  /** What the fault befalls; unless told, a start of the prepared node after a kill. */
  act?(node: TestContext, ledger: Ledger, peers: TakingPeers): Promise<unknown>;
  /**
   * Whether the start takes over what the Python version left. A power cut may have it taken over
   * twice, and a disk may be too full for it.
   */
  readonly isTakeover?: true;
  /** Whether a removal has to look first where the file lies, and leaves it when that fails. */
  readonly looksBeforeRemoval?: true;
}

type Ending = 'restartAfterKill' | 'restartAfterCrash';

const endings: Readonly<Record<Fault, readonly Ending[]>> = {
  crash: ['restartAfterCrash'],
  kill: ['restartAfterKill'],
  EIO: ['restartAfterCrash', 'restartAfterKill'],
  ENOSPC: ['restartAfterCrash'],
  'one dead disk': ['restartAfterCrash'],
  'full disks': ['restartAfterKill'],
};

/** Faults after which the same process goes on, and all is well again. */
const passing = new Set<Fault>(['EIO', 'ENOSPC', 'full disks']);
/** A fault that befell a removal or a closing leaves its dirt until the next start. */
const cleaning = new Set<string | undefined>(['remove', 'close']);

/**
 * Runs a scenario with a fault at its first disk call, at its second, … until a run meets none, and
 * holds the node against I1 to I4 and I7 after each: at once where it lives on, then after a kill
 * or a power cut, and again when its peers were told. Returns how many runs met the fault.
 */
export async function runScenario(scenario: Scenario, fault: Fault): Promise<number> {
  let count = 0;
  for (const ending of endings[fault]) {
    count += await atEveryDiskCall((nth) => runOnce(scenario, fault, nth, ending));
  }
  return count;
}

async function runOnce(
  scenario: Scenario,
  fault: Fault,
  nth: number,
  ending: Ending,
): Promise<boolean> {
  const { peerUrls = ['http://peer'], segmentBytes } = scenario;
  const ledger = createLedger(fault === 'one dead disk' ? 'fails for good' : undefined);
  const peers = createTakingPeers(peerUrls);
  let node = await createTestContext({
    config: { peerUrls },
    reserveBytes: 512,
    ...(segmentBytes !== undefined && { segmentBytes }),
  });
  await scenario.prepare(node, ledger, peers);
  if (scenario.restart) node = await node[scenario.restart]();
  const outcome = injectFault(node, fault, nth);
  const survivor = await meetFault(scenario, node, ledger, peers);
  clearFault(node);
  if (fault === 'full disks' && !scenario.isTakeover) expect(survivor).toBeDefined();
  if (survivor !== undefined && passing.has(fault)) {
    const operation = outcome.met?.operation;
    const hasLooked = scenario.looksBeforeRemoval === true && operation === 'stat';
    await ledger.check(survivor, hasLooked || cleaning.has(operation) ? 'untidy' : 'tidy');
    if (ending === 'restartAfterKill') await tell(survivor, peers);
  }
  const mayRepeat = scenario.isTakeover === true;
  await checkLaterLives(await node[ending](), { ledger, peers, mayRepeat });
  return outcome.met !== undefined;
}

/** The node as it is behind the fault; `undefined` when it did not start. */
async function meetFault(
  scenario: Scenario,
  node: TestContext,
  ledger: Ledger,
  peers: TakingPeers,
): Promise<TestContext | undefined> {
  if (scenario.act === undefined) return await node.restartAfterKill().catch(() => undefined);
  await scenario.act(node, ledger, peers);
  return node;
}

/** What peers have acknowledged in the life that met the fault may be forgotten in the next. */
async function tell(node: TestContext, peers: TakingPeers): Promise<void> {
  await peers.drain(node);
  await node.cluster.save();
}
