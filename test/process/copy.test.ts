import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { S3Double } from '../support/objects/start-s3-double.ts';
import { runProgram } from '../support/process/run-program.ts';
import { copyEnvironment, runCopy, setUpCopy } from '../support/process/set-up-copy.ts';
import { startTestNode, useTestDirectory } from '../support/process/start-test-node.ts';

/** The keys of the files in the bucket. */
const objectsOf = ({ bucket }: S3Double): string[] =>
  [...bucket.objects.keys()].filter((key) => !key.includes('.cockatiel'));

describe('cockatiel copy', () => {
  test('moves a directory to a bucket and back, with what was deleted', async () => {
    const { double, bucket, directory, kept, large, deleted } = await setUpCopy();
    const there = await runCopy(directory, './storage', bucket, '--queue', './queue');
    expect(there.stderr).toMatch(/: 2 copied, 1 deletion \(/u);
    expect([there.status, there.stdout]).toEqual([0, '']);
    const { objects } = double.bucket;
    expect(objects.get(`copy/${kept}`)?.body.toString()).toBe('kept');
    expect(objects.get(`copy/${large}`)?.body.length).toBe(3_000_000);
    expect(objects.get(`copy/${deleted}`)?.label).toBe('deleted');

    const back = await useTestDirectory();
    const again = await runCopy(back, bucket, './storage', '--queue', './queue');
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
    const { double, bucket, directory, large } = await setUpCopy();
    const args = ['copy', './storage', bucket];
    const nowhere = { ...copyEnvironment, TMPDIR: join(directory, 'nowhere') };
    const { status, stderr } = await runProgram(args, { cwd: directory, env: nowhere });
    expect([status, stderr]).toEqual([0, expect.stringMatching(/: 2 copied \(2\.9 MiB in/u)]);
    expect(double.bucket.objects.get(`copy/${large}`)?.body.length).toBe(3_000_000);
  });

  test('goes on where a run was cut short, and reads nothing twice', async () => {
    const { double, bucket, directory, kept } = await setUpCopy();
    await runCopy(directory, './storage', bucket);
    double.bucket.objects.delete(`copy/${kept}`);
    double.requests.length = 0;
    const { status, stderr } = await runCopy(directory, './storage', bucket);
    expect([status, stderr]).toEqual([
      0,
      expect.stringMatching(/: 1 copied, 1 present \(4 B in /u),
    ]);
    const gets = double.requests.filter((line) => line.startsWith('GET') && line.includes('large'));
    expect(gets).toEqual([]);
  });

  test('leaves a corrupt file where it is, on both sides', async () => {
    const { double, bucket, directory, kept, large } = await setUpCopy();
    await writeFile(join(directory, 'storage', kept), 'tpek');
    await writeFile(join(directory, 'storage', large), 'e'.repeat(3_000_000));
    const there = await runCopy(directory, './storage', bucket);
    expect([there.status, there.stdout.split('\n').toSorted()]).toEqual([
      1,
      ['', `corrupt\t${kept}`, `corrupt\t${large}`],
    ]);
    expect(objectsOf(double)).toEqual([]);
    double.bucket.put(`copy/${large}`, Buffer.from('x'.repeat(3_000_000)));
    const back = await useTestDirectory();
    const { status, stdout } = await runCopy(back, bucket, './storage');
    expect([status, stdout]).toEqual([1, `corrupt\t${large}\n`]);
  });

  test('leaves out an object that the bucket does not give out, and copies all others', async () => {
    const { double, bucket, directory, kept, large } = await setUpCopy();
    await runCopy(directory, './storage', bucket);
    double.onRequest = (method, key) =>
      method === 'GET' && key === `copy/${large}`
        ? { status: 403, code: 'InvalidObjectState' }
        : undefined;
    const back = await useTestDirectory();
    const { status, stdout, stderr } = await runCopy(back, bucket, './storage');
    expect([status, stdout]).toEqual([
      1,
      `unreadable\t${large}\tinjected & so (InvalidObjectState)\n`,
    ]);
    expect(stderr).toMatch(/: 1 copied, 1 unreadable \(/u);
    expect(await readFile(join(back, 'storage', kept), 'utf8')).toBe('kept');
  });

  test('does not take a directory for a storage that is not mounted', async () => {
    const { bucket, directory } = await setUpCopy();
    await mkdir(join(directory, 'empty'));
    const { status, stderr } = await runCopy(directory, './empty', bucket);
    expect([status, stderr]).toEqual([2, expect.stringContaining('is its disk mounted?')]);
  });

  test('does not copy what was deleted there', async () => {
    const { double, bucket, directory, kept } = await setUpCopy();
    double.bucket.put(`copy/${kept}`, Buffer.alloc(0), 'deleted');
    const { status, stderr } = await runCopy(directory, './storage', bucket);
    expect([status, stderr]).toEqual([0, expect.stringMatching(/: 1 copied, 1 deleted \(/u)]);
    expect(double.bucket.objects.get(`copy/${kept}`)?.label).toBe('deleted');
  });

  test('says in one line what is wrong, and ends with 2', async () => {
    const { double, bucket, directory } = await setUpCopy();
    const rows: [readonly string[], RegExp][] = [
      [['./storage'], /give from where and to where/u],
      [['./storage', './other'], /cockatiel adopt/u],
      [[bucket, bucket], /one of both must be a directory/u],
      [['./nowhere', bucket], /"\.\/nowhere"/u],
      [['./storage', 's3://user:secret@bucket'], /no user or password/u],
      [['./storage', bucket, './more'], /unexpected argument/u],
    ];
    for (const [args, reason] of rows) {
      const { status, stderr } = await runCopy(directory, ...args);
      expect([args, status, stderr.trim().split('\n').length]).toEqual([args, 2, 1]);
      expect(stderr).toMatch(reason);
    }
    double.onRequest = () => ({ status: 403, code: 'AccessDenied' });
    const denied = await runCopy(directory, './storage', bucket);
    expect([denied.status, denied.stderr]).toEqual([2, expect.stringContaining('AccessDenied')]);
    const running = await startTestNode([], directory);
    double.onRequest = () => undefined;
    const locked = await runCopy(directory, bucket, './storage', '--queue', './queue');
    expect([locked.status, locked.stderr]).toEqual([2, expect.stringContaining('in use')]);
    expect(await running.stop('SIGTERM')).toBe(0);
    await rm(join(directory, 'queue'), { recursive: true });
  });
});
