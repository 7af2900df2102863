import { execFile, spawnSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { useTestDirectory } from '../support/process/start-test-node.ts';

const run = promisify(execFile);
const rules = fileURLToPath(new URL('../../contrib/prometheus/alerts.yml', import.meta.url));
const hasPromtool = spawnSync('promtool', ['--version']).status === 0;

const node = 'job="cockatiel",instance="a"';
const peer = `${node},peer="http://b"`;

/** What each alert is for: series, a value every minute, that make it fire within two hours. */
const faults: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  CockatielDown: { [`up{${node}}`]: '1 0x120' },
  CockatielRestarts: { [`process_start_time_seconds{${node}}`]: '1x100 2 3 4 5x20' },
  CockatielNotReady: { [`cockatiel_ready{${node}}`]: '1 0x120' },
  CockatielReadOnly: { [`cockatiel_read_only{${node}}`]: '0 1x120' },
  CockatielDiskNearlyFull: {
    [`cockatiel_disk_free_bytes{${node},volume="queue"}`]: '50 9x120',
    [`cockatiel_disk_size_bytes{${node},volume="queue"}`]: '100x121',
  },
  CockatielUploadsRefused: {
    [`cockatiel_http_requests_total{${node},method="PUT",code="507"}`]: '0x115 1x5',
  },
  CockatielServerErrors: {
    [`cockatiel_http_requests_total{${node},method="GET",code="500"}`]: '0+1x120',
  },
  CockatielSlowSyncs: {
    [`cockatiel_fsync_duration_seconds_bucket{${node},le="0.5"}`]: '0+8x120',
    [`cockatiel_fsync_duration_seconds_bucket{${node},le="2"}`]: '0+10x120',
    [`cockatiel_fsync_duration_seconds_bucket{${node},le="+Inf"}`]: '0+10x120',
  },
  CockatielPeerDown: { [`cockatiel_peer_up{${peer}}`]: '1 0x120' },
  CockatielPeerProblem: { [`cockatiel_peer_problem{${peer}}`]: '0 1x120' },
  CockatielNotInSync: { [`cockatiel_peer_in_sync{${peer}}`]: '1 0x120' },
  CockatielPendingOld: { [`cockatiel_replication_oldest_seconds{${peer}}`]: '0+60x120' },
  CockatielDeferred: {
    [`cockatiel_replication_deferred{${peer}}`]: '0 3x120',
    [`cockatiel_peer_up{${peer}}`]: '1x121',
  },
  CockatielDamagedFiles: { [`cockatiel_damaged_files{${node}}`]: '0 1x120' },
  CockatielCorruptCopies: { [`cockatiel_damaged_total{${node}}`]: '0x60 9x60' },
};

/** The same series while all is well. */
const health: Readonly<Record<string, string>> = {
  [`up{${node}}`]: '1x120',
  [`process_start_time_seconds{${node}}`]: '1x120',
  [`cockatiel_ready{${node}}`]: '1x120',
  [`cockatiel_read_only{${node}}`]: '0x120',
  [`cockatiel_disk_free_bytes{${node},volume="queue"}`]: '50x120',
  [`cockatiel_disk_size_bytes{${node},volume="queue"}`]: '100x120',
  [`cockatiel_http_requests_total{${node},method="PUT",code="507"}`]: '0x120',
  [`cockatiel_http_requests_total{${node},method="GET",code="500"}`]: '0x120',
  [`cockatiel_http_requests_total{${node},method="GET",code="404"}`]: '0+10x120',
  [`cockatiel_fsync_duration_seconds_bucket{${node},le="0.5"}`]: '0+10x120',
  [`cockatiel_fsync_duration_seconds_bucket{${node},le="2"}`]: '0+10x120',
  [`cockatiel_fsync_duration_seconds_bucket{${node},le="+Inf"}`]: '0+10x120',
  [`cockatiel_peer_up{${peer}}`]: '1x120',
  [`cockatiel_peer_problem{${peer}}`]: '0x120',
  [`cockatiel_peer_in_sync{${peer}}`]: '1x120',
  [`cockatiel_replication_oldest_seconds{${peer}}`]: '0x120',
  [`cockatiel_replication_deferred{${peer}}`]: '0x120',
  [`cockatiel_damaged_files{${node}}`]: '0x120',
  [`cockatiel_damaged_total{${node}}`]: '0x120',
};

/** A test for promtool: JSON is YAML, too. */
function expectFiring(series: Readonly<Record<string, string>>, alert: string, isFiring: boolean) {
  return {
    interval: '1m',
    input_series: Object.entries(series).map(([name, values]) => ({ series: name, values })),
    promql_expr_test: [
      {
        expr: `count(ALERTS{alertname=~"${alert}",alertstate="firing"})`,
        eval_time: '2h',
        exp_samples: isFiring ? [{ labels: '{}', value: 1 }] : [],
      },
    ],
  };
}

test('each alert fires when its fault is there, and none while all is well', async (ctx) => {
  if (!hasPromtool) return ctx.skip('promtool is missing: apt-get install prometheus');
  const alerts = [...(await readFile(rules, 'utf8')).matchAll(/- alert: (\w+)/gu)];
  expect(Object.keys(faults).sort()).toEqual(alerts.map(([, name]) => name).sort());
  const tests = Object.entries(faults).map(([alert, fault]) =>
    expectFiring({ ...health, ...fault }, alert, true),
  );
  tests.push(expectFiring(health, '.+', false));
  const file = join(await useTestDirectory(), 'tests.yml');
  await writeFile(file, JSON.stringify({ rule_files: [rules], evaluation_interval: '1m', tests }));
  const { stdout } = await run('promtool', ['test', 'rules', file]);
  expect(stdout).toContain('SUCCESS');
});
