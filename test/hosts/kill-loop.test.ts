import { expect, test } from 'vitest';
import { runKillLane } from '../support/process/kill-lane.ts';
import { useTestDirectory } from '../support/process/start-test-node.ts';
import { bun, deno } from './engine-paths.ts';

const seed = Number(process.env['HOSTS_SEED'] ?? 1);
const kills = Number(process.env['HOSTS_KILLS'] ?? 12);

test.each([
  ['bun', bun],
  ['deno', deno],
])(
  'a node on %s that is killed at any moment keeps what it acknowledged',
  async (_, engine) => {
    const directory = await useTestDirectory();
    let hits = 0;
    const ledger = await runKillLane({ seed, kills, directory, engine }, () => {
      hits += 1;
    });
    expect(hits).toBeGreaterThanOrEqual(kills);
    expect(ledger.live.size + ledger.deleted.size).toBeGreaterThan(0);
  },
  600_000,
);
