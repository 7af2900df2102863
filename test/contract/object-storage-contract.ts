import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { openConnection } from '../support/http/open-connection.ts';
import { type S3Double, type S3Fault, startS3Double } from '../support/objects/start-s3-double.ts';
import { bucketName, secretAccessKey } from '../support/objects/test-credentials.ts';
import { runProgram } from '../support/process/run-program.ts';
import { copyEnvironment as env, setUpCopy } from '../support/process/set-up-copy.ts';
import type { NodeProcess, ProcessOptions } from '../support/process/start-process.ts';
import { startTestNode, useTestDirectory } from '../support/process/start-test-node.ts';

const large = 'x'.repeat(3_000_000);
const slowDown = { status: 503, code: 'SlowDown' } as const;

/** How a node keeps its files in a bucket, and how they are copied there, on any engine. */
export function objectStorageContract({ engine }: Pick<ProcessOptions, 'engine'> = {}): void {
  const options = engine === undefined ? { env } : { env, engine };
  let double: S3Double;

  beforeEach(async () => {
    double = await startS3Double();
    onTestFinished(() => double.close());
  });

  const storage = (): string => `s3://${bucketName}/files?endpoint=${double.endpoint}`;
  const startNode = (): Promise<NodeProcess> =>
    startTestNode(['--storage', storage()], undefined, options);
  const filesThere = (): string[] =>
    [...double.bucket.objects.keys()].filter((key) => !key.includes('.cockatiel'));

  /** Lets the first requests of a kind come to something, one after the other. */
  function failFirst(method: string, ...faults: S3Fault[]): void {
    double.onRequest = (sent, key) =>
      sent === method && key.includes('file') && !key.includes('.cockatiel')
        ? faults.shift()
        : undefined;
  }

  test('a node stores, serves and deletes like any other, also what is large', async () => {
    const node = await startNode();
    for (const content of ['hello', large]) {
      const put = await fetch(`${node.url}/dir/a b+c.txt`, { method: 'PUT', body: content });
      expect(put.status).toBe(201);
      const url = `${node.url}${put.headers.get('location')}`;
      expect(await (await fetch(url)).text()).toBe(content);
      const range = await fetch(url, { headers: { range: 'bytes=1-3' } });
      expect([range.status, await range.text()]).toEqual([206, content.slice(1, 4)]);
      expect((await fetch(url, { method: 'DELETE' })).status).toBe(200);
      expect((await fetch(url)).status).toBe(404);
    }
    expect(filesThere().every((key) => key.startsWith('files/dir/'))).toBe(true);
    expect(await readdir(join(node.queue, 'spool'))).toEqual([]);
    expect(await node.stop('SIGTERM')).toBe(0);
    expect(node.output()).not.toContain(secretAccessKey);
  });

  test.each<[string, ...S3Fault[]]>([
    ['says that it has too much to do', slowDown],
    ['says so before it has the body', { ...slowDown, isEarly: true }],
    ['closes the connection', 'cut-before', 'cut-before'],
    ['closes it once the object is stored', 'cut-after'],
  ])('an upload is stored where the store %s', async (_, ...faults) => {
    const node = await startNode();
    for (const content of ['hello', large]) {
      failFirst('PUT', ...faults);
      const put = await fetch(`${node.url}/file`, { method: 'PUT', body: content });
      expect(put.status).toBe(201);
      const read = await fetch(`${node.url}${put.headers.get('location')}`);
      expect(await read.text()).toBe(content);
    }
    expect(await readdir(join(node.queue, 'spool'))).toEqual([]);
  });

  test('an upload that the store refuses is a 503 and leaves nothing', async () => {
    const node = await startNode();
    for (const isEarly of [false, true]) {
      failFirst('PUT', ...Array(9).fill({ status: 403, code: 'AccessDenied', isEarly }));
      const put = await fetch(`${node.url}/file`, { method: 'PUT', body: large });
      expect([put.status, await put.text()]).toEqual([503, expect.not.stringContaining('Access')]);
    }
    expect([filesThere(), await readdir(join(node.queue, 'spool'))]).toEqual([[], []]);
  });

  test('a file is read to its end where the store breaks it off', async () => {
    const node = await startNode();
    for (const content of ['hello'.repeat(1000), large]) {
      const put = await fetch(`${node.url}/file`, { method: 'PUT', body: content });
      failFirst('GET', 'cut-body', 'cut-before');
      const read = await fetch(`${node.url}${put.headers.get('location')}`);
      expect(await read.text()).toBe(content);
    }
  });

  test('an upload whose client leaves is dropped', async () => {
    const node = await startNode();
    const head = `PUT /file HTTP/1.1\r\nHost: a\r\nContent-Length: ${large.length}\r\n\r\n`;
    const { socket } = await openConnection(node.port, head + large.slice(0, 2_000_000));
    const spooled = (): Promise<string[]> => readdir(join(node.queue, 'spool'));
    await expect.poll(spooled).toHaveLength(1);
    socket.destroy();
    await expect.poll(spooled).toEqual([]);
    expect(filesThere()).toEqual([]);
  });

  test('a store that ignores conditions is refused with one line', async () => {
    double.honoursConditions = false;
    const flags = ['--storage', storage(), '--queue', 'queue', '--port', '0'];
    const run = await runProgram(flags, { ...options, cwd: await useTestDirectory() });
    expect([run.status, run.stderr]).toEqual([
      2,
      expect.stringMatching(/^cockatiel: --storage: "s3:.* ignores If-None-Match .*\n$/u),
    ]);
  });

  test('a directory is copied to a bucket and back, and no corrupt file', async () => {
    const { bucket, directory, kept, large: path, deleted } = await setUpCopy(options);
    const back = await useTestDirectory();
    const copy = (cwd: string, ...args: string[]) =>
      runProgram(['copy', ...args, '--queue', './queue'], { ...options, cwd });
    const there = await copy(directory, './storage', bucket);
    expect([there.status, there.stderr]).toEqual([0, expect.stringContaining('2 copied')]);
    const again = await copy(back, bucket, './storage');
    expect([again.status, again.stderr]).toEqual([0, expect.stringContaining('2 copied')]);
    expect(await readFile(join(back, 'storage', kept), 'utf8')).toBe('kept');
    const sha1 = createHash('sha1').update(await readFile(join(back, 'storage', path)));
    expect(path).toContain(sha1.digest('hex'));
    expect(await readFile(join(back, 'queue', 'deletion.log'), 'utf8')).toBe(`${deleted}\n`);
    await writeFile(join(directory, 'storage', path), 'y'.repeat(3_000_000));
    const other = bucket.replace('/copy?', '/other?');
    const corrupt = await copy(directory, './storage', other);
    expect([corrupt.status, corrupt.stdout]).toEqual([1, `corrupt\t${path}\n`]);
  });
}
