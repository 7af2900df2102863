import { spawnSync } from 'node:child_process';
import { chmodSync, lstatSync, readdirSync } from 'node:fs';
import { chmod, chown, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { sha1 } from '../support/disk/disk-view.ts';
import type { NodeProcess } from '../support/process/start-process.ts';
import { startTestNode, useTestDirectory } from '../support/process/start-test-node.ts';

const isRoot = process.geteuid?.() === 0;
const nobody = { uid: 65_534, gid: 65_534 };
const peer = ['--node', 'http://127.0.0.1:9'];

/** What anybody but the owner may do with anything in a directory, or with itself. */
function openToOthers(directory: string): string[] {
  const paths = readdirSync(directory, { recursive: true, encoding: 'utf8' });
  return ['.', ...paths].filter((path) => (lstatSync(join(directory, path)).mode & 0o077) !== 0);
}

function modeOf(path: string): number {
  return lstatSync(path).mode & 0o777;
}

/** Has a node write all that a queue may hold. */
async function use(node: NodeProcess): Promise<void> {
  const upload = await fetch(`${node.url}/a.txt`, { method: 'PUT', body: 'a' });
  await fetch(`${node.url}/b.txt`, { method: 'PUT', body: 'b' });
  await fetch(node.url + upload.headers.get('location'), { method: 'DELETE' });
  await expect.poll(() => readdirSync(node.queue)).toContain('peers.json');
}

/** A queue as version 1.0.0 left it. */
async function leaveOldQueue(node: NodeProcess): Promise<void> {
  await use(node);
  expect(await node.stop()).toBe(0);
  await rm(join(node.queue, 'deletion.index'), { recursive: true });
  await writeFile(join(node.queue, 'deletion.log'), `c_1700000000_${sha1('c')}.txt\n`);
  await writeFile(join(node.queue, 'journal', '0000000000000001.log.bad'), '');
  for (const path of readdirSync(node.queue, { recursive: true, encoding: 'utf8' })) {
    const old = join(node.queue, path);
    chmodSync(old, lstatSync(old).isDirectory() ? 0o755 : 0o644);
  }
  for (const path of [node.queue, join(node.storage, '.cockatiel')]) chmodSync(path, 0o755);
}

describe('other users of the machine', () => {
  test.each(['0', '022', '077'])(
    "can't open anything in the queue, with umask %s",
    async (umask) => {
      const launcher = ['sh', '-c', `umask ${umask}; exec "$@"`, 'sh'];
      const node = await startTestNode(peer, undefined, { launcher });
      await use(node);
      expect(openToOthers(node.queue)).toEqual([]);
      expect(openToOthers(join(node.storage, '.cockatiel'))).toEqual([]);
      expect(await readdir(node.queue)).toEqual(
        expect.arrayContaining(['deletion.log', 'journal', 'lock', 'node-id', 'reserve']),
      );
    },
  );

  test('can open the directory above the queue, which holds the files too', async () => {
    const directory = join(await useTestDirectory(), 'data');
    const node = await startTestNode([], directory);
    expect(modeOf(directory)).toBe(0o777 & ~process.umask());
    expect(modeOf(node.storage)).toBe(0o777 & ~process.umask());
    expect(modeOf(node.queue)).toBe(0o700);
  });

  test("can't open a queue that version 1.0.0 made readable for everybody", async () => {
    const first = await startTestNode(peer);
    await leaveOldQueue(first);
    const node = await startTestNode(peer, first.directory);
    expect(modeOf(node.queue)).toBe(0o700);
    expect(modeOf(join(node.queue, 'journal'))).toBe(0o700);
    expect(modeOf(join(node.storage, '.cockatiel'))).toBe(0o700);
    expect(modeOf(join(node.queue, 'lock'))).toBe(0o600);
    expect(modeOf(join(node.queue, 'deletion.log'))).toBe(0o600);
    expect(node.output()).not.toContain('chmod');
  });

  test("can't open a queue of the Python version", async () => {
    const directory = await useTestDirectory();
    const old = join(directory, 'queue', 'http101128080');
    await mkdir(old, { recursive: true });
    await writeFile(join(old, 'q-1400000000000000'), '{}');
    await writeFile(join(directory, 'queue', 'deletion.log'), `gone_1_${sha1('')}\n`);
    // The records left in the queue name files, so an empty storage would be refused.
    await mkdir(join(directory, 'storage'));
    await writeFile(join(directory, 'storage', `kept_1_${sha1('')}`), '');
    const node = await startTestNode([], directory);
    expect(modeOf(node.queue)).toBe(0o700);
    expect(modeOf(join(node.queue, 'deletion.log'))).toBe(0o600);
    expect(modeOf(join(node.queue, 'journal'))).toBe(0o700);
  });

  test('keep a directory that has files of others in it, and the log says how to close it', async () => {
    const directory = await useTestDirectory();
    await mkdir(join(directory, 'queue'));
    await writeFile(join(directory, 'queue', 'foreign.txt'), '');
    await chmod(join(directory, 'queue'), 0o755);
    const node = await startTestNode([], directory);
    expect(modeOf(node.queue)).toBe(0o755);
    expect(node.output()).toContain('chmod 700');
    expect(openToOthers(node.queue).sort()).toEqual(['.', 'foreign.txt']);
  });

  test("can't open a queue that was made again", async () => {
    const node = await startTestNode();
    spawnSync('rm', ['-r', node.queue]);
    await fetch(`${node.url}/a.txt`, { method: 'PUT', body: 'a' });
    expect(openToOthers(node.queue)).toEqual([]);
  });

  test.runIf(isRoot)('can neither read a name nor lock the directory', async () => {
    const first = await startTestNode(peer);
    await leaveOldQueue(first);
    await chmod(first.directory, 0o755);
    const node = await startTestNode(peer, first.directory);
    const path = join(node.queue, 'journal', readdirSync(join(node.queue, 'journal'))[0] as string);
    expect(spawnSync('cat', [path], nobody).status).not.toBe(0);
    expect(await node.stop()).toBe(0);
    for (const lock of [join(node.queue, 'lock'), join(node.storage, '.cockatiel', 'lock')]) {
      const held = spawnSync('flock', ['--nonblock', lock, 'true'], nobody);
      expect([lock, held.status]).not.toEqual([lock, 0]);
    }
  });

  test.runIf(isRoot)('own a queue, whose mode is then left as it is, with a warning', async () => {
    const directory = await useTestDirectory();
    await mkdir(join(directory, 'queue'));
    await chown(join(directory, 'queue'), nobody.uid, nobody.gid);
    await chmod(join(directory, 'queue'), 0o755);
    const node = await startTestNode([], directory);
    expect(modeOf(node.queue)).toBe(0o755);
    expect(node.output()).toContain('chmod 700');
    expect(modeOf(join(node.queue, 'journal'))).toBe(0o700);
    expect(modeOf(join(node.queue, 'lock'))).toBe(0o600);
  });
});
