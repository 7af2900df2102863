import { expect } from 'vitest';
import { atEveryDiskCall, clearFault, type Fault, injectFault } from '../disk/faults.ts';
import { type AcceptingPeers, createAcceptingPeers } from './accepting-peers.ts';
import { checkRestarts } from './check-restarts.ts';
import { createTestContext, type TestContext } from './create-test-context.ts';
import { createLedger, type Ledger } from './ledger.ts';

/** Something that a node does while a fault hits one of its disk calls. */
export interface Scenario {
  /** The node's peers; one by default. */
  readonly peerUrls?: readonly string[];
  /** The size at which the journal begins a new segment. */
  readonly segmentBytes?: number;
  /** What happens before the fault can strike. */
  prepare(node: TestContext, ledger: Ledger, peers: AcceptingPeers): Promise<unknown>;
  /** How the prepared node is restarted before the fault can strike; by default it is not. */
  readonly restart?: 'restartAfterKill';
  /** What the fault interrupts; by default a start of the prepared node after a kill. */
  act?(node: TestContext, ledger: Ledger, peers: AcceptingPeers): Promise<unknown>;
  /**
   * Whether the start imports what the Python version left. After a power cut it may be imported
   * twice, and a disk may be too full for it.
   */
  readonly isLegacyImport?: true;
  /** Whether a removal stats the file first, and leaves it when that fails. */
  readonly statsBeforeRemoval?: true;
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

/** Faults after which the same process continues, and the disks work again. */
const passing = new Set<Fault>(['EIO', 'ENOSPC', 'full disks']);
/** Operations that, if they fail, leave files behind until the next start. */
const cleaning = new Set<string | undefined>(['remove', 'close']);

/**
 * Runs a scenario with a fault at its first disk call, at its second, … until a run meets none, and
 * holds the node against I1 to I4 and I7 after each: at once where it lives on, then after a kill
 * or a power cut, and again when its peers were sent everything. Returns how many runs met the fault.
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
  const peers = createAcceptingPeers(peerUrls);
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
  if (fault === 'full disks' && !scenario.isLegacyImport) expect(survivor).toBeDefined();
  if (survivor !== undefined && passing.has(fault)) {
    const isUntidy = leavesFiles(scenario, outcome.met?.operation);
    await ledger.check(survivor, isUntidy ? 'untidy' : 'tidy');
    if (ending === 'restartAfterKill') await drainAndSave(survivor, peers);
  }
  const mayRepeat = scenario.isLegacyImport === true;
  await checkRestarts(await node[ending](), { ledger, peers, mayRepeat });
  return outcome.met !== undefined;
}

/** Whether a failed operation leaves files behind for a while. */
function leavesFiles(scenario: Scenario, operation: string | undefined): boolean {
  const hasStatFailed = scenario.statsBeforeRemoval === true && operation === 'stat';
  // What the Python version left goes when the files are listed: later, if that fails.
  return hasStatFailed || scenario.isLegacyImport === true || cleaning.has(operation);
}

/** The node after the fault; `undefined` when it did not start. */
async function meetFault(
  scenario: Scenario,
  node: TestContext,
  ledger: Ledger,
  peers: AcceptingPeers,
): Promise<TestContext | undefined> {
  if (scenario.act === undefined) return await node.restartAfterKill().catch(() => undefined);
  await scenario.act(node, ledger, peers);
  return node;
}

/** What peers acknowledge to the process that met the fault may be forgotten by the next one. */
async function drainAndSave(node: TestContext, peers: AcceptingPeers): Promise<void> {
  await peers.drain(node);
  await node.cluster.save();
}
