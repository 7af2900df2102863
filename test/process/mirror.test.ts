import { existsSync } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type S3Double, startS3Double } from '../support/objects/start-s3-double.ts';
import { accessKeyId, bucketName, secretAccessKey } from '../support/objects/test-credentials.ts';
import { runProgram } from '../support/process/run-program.ts';
import { startTestNode, useTestDirectory } from '../support/process/start-test-node.ts';

const env = { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey };
const peer = `s3://${bucketName}/mirror`;

async function useDouble(): Promise<S3Double> {
  const double = await startS3Double();
  onTestFinished(() => double.close());
  return double;
}

const behind = ({ endpoint }: S3Double): string[] => ['--behind', `${peer}?endpoint=${endpoint}`];

async function put(url: string, path: string, body: string): Promise<string> {
  const response = await fetch(url + path, { method: 'PUT', body });
  expect(response.status).toBe(201);
  return response.headers.get('location') ?? '';
}

async function reportOf(url: string): Promise<Record<string, unknown>> {
  const { queues } = (await (await fetch(`${url}/_status`)).json()) as {
    readonly queues: Record<string, Record<string, unknown>>;
  };
  return queues[peer] ?? {};
}

/** How many files a node has. */
async function filesOf(url: string): Promise<number> {
  const { node } = (await (await fetch(`${url}/_status`)).json()) as {
    readonly node: { readonly files: number };
  };
  return node.files;
}

/** What the bucket holds under the key of a location. */
const objectAt = ({ bucket }: S3Double, location: string) =>
  bucket.objects.get(`mirror${location}`);

describe('a node with a bucket behind it', () => {
  test('sends it every operation, and says so', async () => {
    const double = await useDouble();
    const node = await startTestNode(behind(double), undefined, { env });
    const kept = await put(node.url, '/dir/kept.txt', 'kept');
    const large = await put(node.url, '/large', 'large'.repeat(1_000_000));
    const deleted = await put(node.url, '/deleted', 'deleted');
    expect((await fetch(node.url + deleted, { method: 'DELETE' })).status).toBe(200);
    await expect.poll(() => objectAt(double, deleted)?.label).toBe('deleted');
    await expect.poll(() => objectAt(double, kept)?.body.toString()).toBe('kept');
    await expect.poll(() => objectAt(double, large)?.body.length).toBe(5_000_000);
    await expect
      .poll(() => reportOf(node.url))
      .toMatchObject({ length: 0, state: 'up', inSync: true });
    expect(await node.stop('SIGTERM')).toBe(0);
    expect(node.output()).not.toContain(secretAccessKey);
  });

  test('sends it a file that is larger than its memory for bodies, and gets it back', async () => {
    const double = await useDouble();
    const node = await startTestNode(behind(double), undefined, { env });
    const large = await put(node.url, '/large', 'x'.repeat(70_000_000));
    await expect.poll(() => objectAt(double, large)?.body.length).toBe(70_000_000);
    await expect.poll(async () => (await reportOf(node.url))['length']).toBe(0);
    expect(await node.stop('SIGTERM')).toBe(0);
    const second = await startTestNode(behind(double), undefined, { env });
    await expect.poll(() => filesOf(second.url)).toBe(1);
    const body = await (await fetch(second.url + large)).arrayBuffer();
    expect(body.byteLength).toBe(70_000_000);
  });

  test('starts while the bucket can not be reached, and catches up', async () => {
    const double = await useDouble();
    double.onRequest = () => ({ status: 403, code: 'AccessDenied' });
    const node = await startTestNode(behind(double), undefined, { env });
    const location = await put(node.url, '/a.txt', 'content');
    await expect.poll(async () => (await reportOf(node.url))['state']).toBe('down');
    double.onRequest = () => undefined;
    await expect.poll(() => objectAt(double, location)?.body.toString()).toBe('content');
  });

  test('says that it is down while nothing is sent to it, and why, and when it is back', async () => {
    const double = await useDouble();
    const node = await startTestNode(behind(double), undefined, { env });
    const report = () => reportOf(node.url);
    await expect.poll(report).toMatchObject({ state: 'up', inSync: true });
    double.onRequest = () => ({ status: 403, code: 'AccessDenied' });
    await expect.poll(report).toMatchObject({
      state: 'down',
      lastError: expect.stringContaining('AccessDenied: injected & so'),
    });
    double.onRequest = () => undefined;
    await expect.poll(report).toMatchObject({ state: 'up' });
    // Once for what was asked, and once for the peer.
    expect(node.output().match(/AccessDenied/gu)?.length).toBeLessThanOrEqual(4);
    double.onRequest = () => 'hang';
    await expect.poll(report).toMatchObject({ state: 'down' });
  });

  test('stops at once while the store does not respond', async () => {
    const double = await useDouble();
    const node = await startTestNode(behind(double), undefined, { env });
    const small = await put(node.url, '/small', 'small');
    await expect.poll(() => objectAt(double, small)?.body.toString()).toBe('small');
    double.onRequest = () => 'hang';
    const before = double.requests.length;
    await put(node.url, '/file', 'content');
    await put(node.url, '/large', 'large'.repeat(1_000_000));
    await expect.poll(() => double.requests.length).toBeGreaterThan(before + 1);
    const stoppedMs = performance.now();
    expect(await node.stop('SIGTERM')).toBe(0);
    // A response of the store may take 30 s.
    expect(performance.now() - stoppedMs).toBeLessThan(25_000);
    expect(node.output()).not.toContain('Stopping');
  });

  test('fills a bucket with what it had before, deletions too', async () => {
    const directory = await useTestDirectory();
    const before = await startTestNode([], directory);
    const kept = await put(before.url, '/kept', 'kept');
    const deleted = await put(before.url, '/deleted', 'deleted');
    expect((await fetch(before.url + deleted, { method: 'DELETE' })).status).toBe(200);
    await before.stop('SIGTERM');
    const double = await useDouble();
    const node = await startTestNode(behind(double), directory, { env });
    await expect.poll(() => objectAt(double, kept)?.body.toString()).toBe('kept');
    await expect.poll(() => objectAt(double, deleted)?.label).toBe('deleted');
    await expect.poll(async () => (await reportOf(node.url))['inSync']).toBe(true);
  });

  test('learns from the bucket what it lacks, and what was deleted meanwhile', async () => {
    const double = await useDouble();
    const directory = await useTestDirectory();
    const first = await startTestNode(behind(double), directory, { env });
    const kept = await put(first.url, '/kept', 'kept');
    const deleted = await put(first.url, '/deleted', 'deleted');
    await expect.poll(() => objectAt(double, deleted)?.body.toString()).toBe('deleted');
    const backup = await useTestDirectory();
    await cp(join(directory, 'storage'), join(backup, 'storage'), { recursive: true });
    expect((await fetch(first.url + deleted, { method: 'DELETE' })).status).toBe(200);
    await expect.poll(() => objectAt(double, deleted)?.label).toBe('deleted');
    await first.stop('SIGTERM');
    await rm(join(backup, 'storage', kept));
    const second = await startTestNode(behind(double), backup, { env });
    const exists = (path: string): boolean => existsSync(join(backup, 'storage', path));
    await expect.poll(() => [exists(kept), exists(deleted)]).toEqual([true, false]);
    expect((await fetch(second.url + deleted)).status).toBe(404);
    await expect.poll(async () => (await reportOf(second.url))['inSync']).toBe(true);
    expect(await second.stop('SIGTERM')).toBe(0);
  });

  test('reads from the bucket what it does not have', async () => {
    const double = await useDouble();
    const first = await startTestNode(behind(double), undefined, { env });
    const location = await put(first.url, '/a.txt', 'content');
    await expect.poll(() => objectAt(double, location)?.body.toString()).toBe('content');
    const lost = await mkdtemp(join(tmpdir(), 'cockatiel-lost-'));
    onTestFinished(() => rm(lost, { recursive: true }));
    const second = await startTestNode(behind(double), lost, { env });
    await expect
      .poll(async () => await (await fetch(second.url + location)).text())
      .toBe('content');
    await expect.poll(() => filesOf(second.url)).toBe(1);
  });
});

describe('refuses with one line', () => {
  test.each([
    [['--behind', './files'], 'give the address of a bucket'],
    [['--behind', peer, '--forget', peer], 'is also given as --behind'],
    [['--behind', peer, '--storage', peer], '--behind: a node on a bucket has no peers'],
  ])('%j', async (args, reason) => {
    const { status, stderr } = await runProgram(args, { cwd: await useTestDirectory(), env });
    expect([status, stderr.split('\n').length]).toEqual([2, 2]);
    expect(stderr).toContain(reason);
  });

  test('a bucket without an access key', async () => {
    const cwd = await useTestDirectory();
    const without = { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' };
    const { status, stderr } = await runProgram(['--behind', peer], { cwd, env: without });
    expect([status, stderr]).toEqual([2, expect.stringContaining('AWS_SECRET_ACCESS_KEY')]);
  });
});
