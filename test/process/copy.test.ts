import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type S3Double, startS3Double } from '../support/objects/start-s3-double.ts';
import { accessKeyId, bucketName, secretAccessKey } from '../support/objects/test-credentials.ts';
import { runProgram } from '../support/process/run-program.ts';
import { startTestNode, useTestDirectory } from '../support/process/start-test-node.ts';

const env = { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey };

interface Place {
  readonly double: S3Double;
  readonly bucket: string;
  readonly directory: string;
  /** The path of a file that is stored. */
  readonly kept: string;
  readonly large: string;
  readonly deleted: string;
}

/** A stopped node with two files and a deletion, and an empty bucket. */
async function setUp(): Promise<Place> {
  const double = await startS3Double();
  onTestFinished(() => double.close());
  const directory = await useTestDirectory();
  const node = await startTestNode([], directory);
  const put = async (path: string, body: string): Promise<string> => {
    const response = await fetch(node.url + path, { method: 'PUT', body });
    return (response.headers.get('location') ?? '').slice(1);
  };
  const kept = await put('/dir/a%20b+%C3%A9.txt', 'kept');
  const large = await put('/large', 'large'.repeat(600_000));
  const deleted = await put('/deleted', 'deleted');
  expect((await fetch(`${node.url}/${deleted}`, { method: 'DELETE' })).status).toBe(200);
  await node.stop('SIGTERM');
  const bucket = `s3://${bucketName}/copy?endpoint=${double.endpoint}`;
  return { double, bucket, directory, kept: decodeURIComponent(kept), large, deleted };
}

/** The keys of the files in the bucket. */
const objectsOf = ({ bucket }: S3Double): string[] =>
  [...bucket.objects.keys()].filter((key) => !key.includes('.cockatiel'));

const copy = (cwd: string, ...args: string[]) => runProgram(['copy', ...args], { cwd, env });

describe('cockatiel copy', () => {
  test('moves a directory to a bucket and back, with what was deleted', async () => {
    const { double, bucket, directory, kept, large, deleted } = await setUp();
    const there = await copy(directory, './storage', bucket, '--queue', './queue');
    expect(there.stderr).toMatch(/: 2 copied, 1 deletion \(/u);
    expect([there.status, there.stdout]).toEqual([0, '']);
    const { objects } = double.bucket;
    expect(objects.get(`copy/${kept}`)?.body.toString()).toBe('kept');
    expect(objects.get(`copy/${large}`)?.body.length).toBe(3_000_000);
    expect(objects.get(`copy/${deleted}`)?.label).toBe('deleted');

    const back = await useTestDirectory();
    const again = await copy(back, bucket, './storage', '--queue', './queue');
    expect(again.stderr).toMatch(/: 2 copied, 1 deletion \(/u);
    expect(again.status).toBe(0);
    expect(await readFile(join(back, 'storage', kept), 'utf8')).toBe('kept');
    const node = await startTestNode([], back);
    const whole = await fetch(`${node.url}/${large}`);
    expect((await whole.arrayBuffer()).byteLength).toBe(3_000_000);
    const upload = { method: 'PUT', body: 'deleted', headers: { 'User-Agent': 'cockatiel/1' } };
    expect((await fetch(`${node.url}/${deleted}`, upload)).status).toBe(409);
  });

  test('needs no place for files on another disk', async () => {
    const { double, bucket, directory, large } = await setUp();
    const args = ['copy', './storage', bucket];
    const nowhere = { ...env, TMPDIR: join(directory, 'nowhere') };
    const { status, stderr } = await runProgram(args, { cwd: directory, env: nowhere });
    expect([status, stderr]).toEqual([0, expect.stringMatching(/: 2 copied \(2\.9 MiB in/u)]);
    expect(double.bucket.objects.get(`copy/${large}`)?.body.length).toBe(3_000_000);
  });

  test('goes on where a run was cut short, and reads nothing twice', async () => {
    const { double, bucket, directory, kept } = await setUp();
    await copy(directory, './storage', bucket);
    double.bucket.objects.delete(`copy/${kept}`);
    double.requests.length = 0;
    const { status, stderr } = await copy(directory, './storage', bucket);
    expect([status, stderr]).toEqual([
      0,
      expect.stringMatching(/: 1 copied, 1 present \(4 bytes/u),
    ]);
    const gets = double.requests.filter((line) => line.startsWith('GET') && line.includes('large'));
    expect(gets).toEqual([]);
  });

  test('leaves a corrupt file where it is, on both sides', async () => {
    const { double, bucket, directory, kept, large } = await setUp();
    await writeFile(join(directory, 'storage', kept), 'tpek');
    await writeFile(join(directory, 'storage', large), 'e'.repeat(3_000_000));
    const there = await copy(directory, './storage', bucket);
    expect([there.status, there.stdout.split('\n').toSorted()]).toEqual([
      1,
      ['', `corrupt\t${kept}`, `corrupt\t${large}`],
    ]);
    expect(objectsOf(double)).toEqual([]);
    double.bucket.put(`copy/${large}`, Buffer.from('x'.repeat(3_000_000)));
    const back = await useTestDirectory();
    const { status, stdout } = await copy(back, bucket, './storage');
    expect([status, stdout]).toEqual([1, `corrupt\t${large}\n`]);
  });

  test('leaves out an object that the bucket does not give out, and copies all others', async () => {
    const { double, bucket, directory, kept, large } = await setUp();
    await copy(directory, './storage', bucket);
    double.onRequest = (method, key) =>
      method === 'GET' && key === `copy/${large}`
        ? { status: 403, code: 'InvalidObjectState' }
        : undefined;
    const back = await useTestDirectory();
    const { status, stdout, stderr } = await copy(back, bucket, './storage');
    expect([status, stdout]).toEqual([
      1,
      `unreadable\t${large}\tinjected & so (InvalidObjectState)\n`,
    ]);
    expect(stderr).toMatch(/: 1 copied, 1 unreadable \(/u);
    expect(await readFile(join(back, 'storage', kept), 'utf8')).toBe('kept');
  });

  test('does not take a directory for a storage that is not mounted', async () => {
    const { bucket, directory } = await setUp();
    await mkdir(join(directory, 'empty'));
    const { status, stderr } = await copy(directory, './empty', bucket);
    expect([status, stderr]).toEqual([2, expect.stringContaining('is its disk mounted?')]);
  });

  test('does not copy what was deleted there', async () => {
    const { double, bucket, directory, kept } = await setUp();
    double.bucket.put(`copy/${kept}`, Buffer.alloc(0), 'deleted');
    const { status, stderr } = await copy(directory, './storage', bucket);
    expect([status, stderr]).toEqual([0, expect.stringMatching(/: 1 copied, 1 deleted \(/u)]);
    expect(double.bucket.objects.get(`copy/${kept}`)?.label).toBe('deleted');
  });

  test('says in one line what is wrong, and ends with 2', async () => {
    const { double, bucket, directory } = await setUp();
    const rows: [readonly string[], RegExp][] = [
      [['./storage'], /give from where and to where/u],
      [['./storage', './other'], /cockatiel adopt/u],
      [[bucket, bucket], /one of both must be a directory/u],
      [['./nowhere', bucket], /"\.\/nowhere"/u],
      [['./storage', 's3://user:secret@bucket'], /no user or password/u],
      [['./storage', bucket, './more'], /unexpected argument/u],
    ];
    for (const [args, reason] of rows) {
      const { status, stderr } = await copy(directory, ...args);
      expect([args, status, stderr.trim().split('\n').length]).toEqual([args, 2, 1]);
      expect(stderr).toMatch(reason);
    }
    double.onRequest = () => ({ status: 403, code: 'AccessDenied' });
    const denied = await copy(directory, './storage', bucket);
    expect([denied.status, denied.stderr]).toEqual([2, expect.stringContaining('AccessDenied')]);
    const running = await startTestNode([], directory);
    double.onRequest = () => undefined;
    const locked = await copy(directory, bucket, './storage', '--queue', './queue');
    expect([locked.status, locked.stderr]).toEqual([2, expect.stringContaining('in use')]);
    expect(await running.stop('SIGTERM')).toBe(0);
    await rm(join(directory, 'queue'), { recursive: true });
  });
});
