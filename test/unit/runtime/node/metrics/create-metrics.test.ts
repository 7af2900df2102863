import { describe, expect, onTestFinished, test } from 'vitest';
import { createMetrics } from '../../../../../runtime/node/metrics/create-metrics.ts';
import { createHistogram } from '../../../../../runtime/node/metrics/histogram.ts';
import { syncBoundsSeconds } from '../../../../../runtime/node/metrics/measurements.ts';
import { createTraffic } from '../../../../../runtime/node/metrics/traffic.ts';
import { createVolumes } from '../../../../../runtime/node/metrics/volumes.ts';
import { nodeTimers } from '../../../../../runtime/node/timers.ts';
import { readMetrics } from '../../../../support/http/read-metrics.ts';
import {
  createTestContext,
  type TestContextOptions,
} from '../../../../support/node/create-test-context.ts';
import { send } from '../../../../support/node/send.ts';
import { createTestDirectory } from '../../../../support/process/start-process.ts';

async function openMetrics(options: TestContextOptions = {}) {
  const directory = await createTestDirectory();
  onTestFinished(directory.remove);
  const node = await createTestContext(options);
  const traffic = createTraffic();
  const syncs = createHistogram(syncBoundsSeconds);
  const { path } = directory;
  const volumes = createVolumes({ storage: path, queue: path }, { timers: nodeTimers });
  const metrics = createMetrics({ ctx: node.ctx, traffic, syncs, volumes, queue: path });
  const read = async () => readMetrics((await metrics.report()).text);
  return { node, traffic, syncs, metrics, read };
}

describe('the metrics of a node', () => {
  test('are in the text format of Prometheus, with those of the process', async () => {
    const { metrics } = await openMetrics();
    const { type, text } = await metrics.report();
    expect(type).toBe('text/plain; version=0.0.4; charset=utf-8');
    for (const name of ['process_cpu_seconds_total', 'nodejs_heap_size_used_bytes']) {
      expect(text).toMatch(new RegExp(`^${name} \\d`, 'mu'));
    }
    expect(text).toMatch(/^# TYPE cockatiel_http_requests_total counter$/mu);
  });

  test('are collected once for all who ask meanwhile', async () => {
    const { metrics } = await openMetrics();
    const [first, second] = await Promise.all([metrics.report(), metrics.report()]);
    expect(second).toBe(first);
    expect(await metrics.report()).not.toBe(first);
  });

  test('count from 0 on', async () => {
    const { read } = await openMetrics({ config: { peerUrls: ['http://b'] } });
    const samples = await read();
    for (const name of [
      'http_requests_total{method="GET",code="200"}',
      'http_requests_total{method="PUT",code="201"}',
      'http_requests_total{method="POST",code="507"}',
      'http_requests_total{method="PATCH",code="204"}',
      'http_request_duration_seconds_count{method="GET"}',
      'http_request_bytes_total',
      'http_response_bytes_total',
      'cache_hits_total',
      'damaged_total',
      'repaired_total',
      'fsync_duration_seconds_count',
      'replicated_total{peer="http://b",op="PUT",result="acknowledged"}',
      'replicated_total{peer="http://b",op="DELETE",result="failed"}',
      'replication_last_success_timestamp_seconds{peer="http://b"}',
      'replication_oldest_seconds{peer="http://b"}',
    ]) {
      expect([name, samples.get(`cockatiel_${name}`)]).toEqual([name, 0]);
    }
  });

  test('show at each look how it is then, and count nothing twice', async () => {
    const { node, traffic, syncs, read } = await openMetrics({
      config: { peerUrls: ['http://any:secret@b'] },
    });
    await send(node, 'PUT', '/secret-name.txt', { body: 'content' });
    node.clock.ms += 61_000;
    traffic.note('PUT', 201, 0.002);
    traffic.note('PATCH', 204, 1);
    traffic.note('FROB', 405, 70);
    traffic.bytes.received += 7;
    syncs.note(1);
    for (const look of [1, 2]) {
      const samples = await read();
      expect([
        look,
        ...['files', 'stored_bytes'].map((one) => samples.get(`cockatiel_${one}`)),
      ]).toEqual([look, 1, 7]);
      const peer = '{peer="http://any:***@b"}';
      expect(samples.get(`cockatiel_replication_pending${peer}`)).toBe(1);
      expect(samples.get(`cockatiel_peer_up${peer}`)).toBe(0);
      expect(samples.has(`cockatiel_peer_in_sync${peer}`)).toBe(false);
      expect(samples.get('cockatiel_http_requests_total{method="PUT",code="201"}')).toBe(1);
      expect(samples.get('cockatiel_http_requests_total{method="PATCH",code="204"}')).toBe(1);
      expect(samples.get('cockatiel_http_requests_total{method="other",code="405"}')).toBe(1);
      expect(samples.get('cockatiel_http_request_bytes_total')).toBe(7);
      const durations = 'cockatiel_http_request_duration_seconds';
      expect(samples.get(`${durations}_bucket{le="0.001",method="PUT"}`)).toBe(0);
      expect(samples.get(`${durations}_bucket{le="0.005",method="PUT"}`)).toBe(1);
      expect(samples.get(`${durations}_bucket{le="60",method="other"}`)).toBe(0);
      expect(samples.get(`${durations}_bucket{le="+Inf",method="other"}`)).toBe(1);
      expect(samples.get(`${durations}_sum{method="other"}`)).toBe(70);
      expect(samples.get('cockatiel_fsync_duration_seconds_sum')).toBe(1);
      expect(samples.get('cockatiel_disk_free_bytes{volume="queue"}')).toBeGreaterThan(0);
      expect(samples.get('cockatiel_ready')).toBe(1);
    }
  });

  test('have no file names and no secrets', async () => {
    const { node, metrics } = await openMetrics({
      config: { peerUrls: ['http://any:secret@b'] },
    });
    await send(node, 'PUT', '/private-name.txt', { body: 'content' });
    const { text } = await metrics.report();
    expect(text).not.toContain('private-name');
    expect(text).not.toContain('secret@');
  });

  test('leave out what is not known now', async () => {
    const { node, read } = await openMetrics();
    const { ctx } = node;
    const inventory = { ...ctx.inventory, isComplete: false };
    const missing = { storage: '/nowhere/a', queue: '/nowhere/b' };
    const traffic = createTraffic();
    const metrics = createMetrics({
      ctx: { ...ctx, inventory },
      traffic,
      syncs: createHistogram([]),
      volumes: createVolumes(missing, { timers: nodeTimers }),
      queue: missing.queue,
    });
    const samples = readMetrics((await metrics.report()).text);
    for (const name of ['files', 'stored_bytes', 'tombstones', 'scrub_progress_ratio']) {
      expect(samples.has(`cockatiel_${name}`)).toBe(false);
    }
    expect(samples.has('cockatiel_disk_free_bytes{volume="storage"}')).toBe(false);
    expect(samples.get('cockatiel_journal_bytes')).toBe(0);
    expect((await read()).get('cockatiel_files')).toBe(0);
  });

  test('are read by several at once', async () => {
    const { traffic, read } = await openMetrics();
    traffic.note('GET', 200, 0.1);
    const looks = await Promise.all([read(), read(), read()]);
    for (const samples of looks) {
      expect(samples.get('cockatiel_http_requests_total{method="GET",code="200"}')).toBe(1);
    }
  });
});
