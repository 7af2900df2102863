import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runKillLane } from '../support/process/kill-lane.ts';
import type { KillPhase } from '../support/process/kill-phases.ts';
import { useTestDirectory } from '../support/process/start-test-node.ts';

const lanes = 3;
const killsInLane = 34;
const seed = Number(process.env['KILL_LOOP_SEED'] ?? 1);

test('a node that is killed at any moment keeps what it acknowledged (I1, I2, I3, I4)', async () => {
  const kills: Record<KillPhase, number> = {
    'while a body was arriving': 0,
    'between a body and its response': 0,
    'during a deletion': 0,
    'while idle': 0,
    'during the start': 0,
  };
  const directory = await useTestDirectory();
  const runs = Array.from({ length: lanes }, (_, lane) => {
    const place = { seed: seed * 100 + lane, directory: join(directory, `${lane}`) };
    return runKillLane({ ...place, kills: killsInLane }, (phase) => {
      kills[phase] += 1;
    });
  });
  await Promise.allSettled(runs);
  const ledgers = await Promise.all(runs);

  const files = ledgers.reduce((sum, { live }) => sum + live.size, 0);
  const deletions = ledgers.reduce((sum, { deleted }) => sum + deleted.size, 0);
  const counts = Object.entries(kills).map(([phase, count]) => `${count} ${phase}`);
  process.stdout.write(
    `${lanes * killsInLane} kills (one can hit several phases): ${counts.join(', ')}; ` +
      `${files} files and ${deletions} deletions kept\n`,
  );
  for (const [phase, count] of Object.entries(kills)) expect(count, phase).toBeGreaterThan(0);
}, 600_000);
