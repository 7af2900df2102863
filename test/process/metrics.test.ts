import { execFile, spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { openConnection } from '../support/http/open-connection.ts';
import { readMetrics } from '../support/http/read-metrics.ts';
import { startTestNode } from '../support/process/start-test-node.ts';

const run = promisify(execFile);
const contrib = fileURLToPath(new URL('../../contrib', import.meta.url));
const rules = join(contrib, 'prometheus/alerts.yml');
const dashboard = join(contrib, 'grafana/cockatiel.json');
const manual = fileURLToPath(new URL('../../docs/runbook.md', import.meta.url));
const hasPromtool = spawnSync('promtool', ['--version']).status === 0;
const missing = 'promtool is missing: apt-get install prometheus';

async function readFrom(url: string): Promise<Map<string, number>> {
  return readMetrics(await (await fetch(`${url}/_metrics`)).text());
}

function requests(samples: Map<string, number>, method: string, code: number): number {
  return samples.get(`cockatiel_http_requests_total{method="${method}",code="${code}"}`) ?? 0;
}

describe('a node counts', () => {
  test('each request once, whichever way its response goes', async () => {
    const node = await startTestNode();
    const put = await fetch(`${node.url}/a.txt`, { method: 'PUT', body: 'content' });
    const url = node.url + (put.headers.get('location') ?? '');
    for (let count = 0; count < 10; count += 1) await (await fetch(url)).text();
    await fetch(url, { method: 'HEAD' });
    await (await fetch(`${node.url}/absent`)).text();
    await (await openConnection(node.port, 'nonsense\r\n\r\n')).closed;
    const samples = await readFrom(node.url);
    expect(requests(samples, 'PUT', 201)).toBe(1);
    expect(requests(samples, 'GET', 200)).toBe(10);
    expect(requests(samples, 'HEAD', 200)).toBe(1);
    expect(requests(samples, 'GET', 404)).toBe(1);
    expect(requests(samples, 'other', 400)).toBe(1);
    expect(samples.get('cockatiel_cache_hits_total')).toBeGreaterThanOrEqual(8);
    const durations = 'cockatiel_http_request_duration_seconds_count';
    expect(samples.get(`${durations}{method="GET"}`)).toBe(11);
    expect(samples.get('cockatiel_http_request_bytes_total')).toBe(7);
    const notFound = 'There is no such file.\n'.length;
    expect(samples.get('cockatiel_http_response_bytes_total')).toBeGreaterThanOrEqual(
      10 * 7 + notFound,
    );
    expect(samples.get('cockatiel_fsync_duration_seconds_count')).toBeGreaterThan(0);
    expect(samples.get('cockatiel_journal_bytes')).toBeGreaterThan(0);
    // The look before this one is counted now.
    expect(requests(await readFrom(node.url), 'GET', 200)).toBe(11);
  });

  test('the bytes of a large file, sent in pieces', async () => {
    const node = await startTestNode();
    const body = Buffer.alloc(3_000_000, 'large');
    const put = await fetch(`${node.url}/a.bin`, { method: 'PUT', body });
    await (await fetch(node.url + (put.headers.get('location') ?? ''))).arrayBuffer();
    const samples = await readFrom(node.url);
    expect(samples.get('cockatiel_http_request_bytes_total')).toBe(body.length);
    expect(samples.get('cockatiel_http_response_bytes_total')).toBe(body.length);
  });
});

test('alerts and the dashboard ask for metrics that there are', async () => {
  const node = await startTestNode(['--node', 'http://127.0.0.1:9']);
  const text = await (await fetch(`${node.url}/_metrics`)).text();
  const names = new Set([...text.matchAll(/^# TYPE (\S+)/gmu)].map(([, name]) => name));
  const parts = /_(?:bucket|sum|count)$/u;
  for (const file of [rules, dashboard]) {
    const asked =
      (await readFile(file, 'utf8')).match(/\b(?:cockatiel|process|nodejs)_\w+/gu) ?? [];
    expect(asked.length).toBeGreaterThan(10);
    for (const name of asked) expect(names).toContain(name.replace(parts, ''));
  }
});

test('the runbook has every alert, and each has a summary', async () => {
  const text = await readFile(rules, 'utf8');
  const alerts = [...text.matchAll(/- alert: (\w+)/gu)].map(([, name]) => name);
  const explained = [...(await readFile(manual, 'utf8')).matchAll(/^- `(Cockatiel\w+)`/gmu)];
  expect(explained.map(([, name]) => name).sort()).toEqual([...alerts].sort());
  expect(text.match(/^ {10}summary: \S/gmu)).toHaveLength(alerts.length);
});

test('promtool finds nothing wrong with the metrics', async (ctx) => {
  if (!hasPromtool) return ctx.skip(missing);
  const node = await startTestNode(['--node', 'http://any:secret@127.0.0.1:9']);
  const script = 'curl -s "$0/_metrics" | promtool check metrics';
  const { stdout, stderr } = await run('sh', ['-c', script, node.url]);
  expect(stdout + stderr).toBe('');
});

test('promtool takes the rules of the alerts', async (ctx) => {
  if (!hasPromtool) return ctx.skip(missing);
  const { stdout } = await run('promtool', ['check', 'rules', rules]);
  expect(stdout).toContain('SUCCESS');
});
