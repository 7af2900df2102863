import { existsSync, lstatSync, writeFileSync } from 'node:fs';
import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { listStaged } from '../support/disk/disk-view.ts';
import { runAdopt, setUpAdoptionPlace } from '../support/process/adoption-place.ts';
import { runProgram } from '../support/process/run-program.ts';
import { startTestNode } from '../support/process/start-test-node.ts';
import { plantedSeconds, plantFile, snapshotOf, storedIn } from '../support/process/stored-tree.ts';

describe('cockatiel adopt', () => {
  test('stores every file as a node would, and leaves the sources as they are', async () => {
    const place = await setUpAdoptionPlace();
    const more = await plantFile(join(place.cwd, 'more'), 'd', 'd');
    await plantFile(join(place.cwd, 'more'), 'a', 'a');
    const before = ['source', 'more'].map((name) => snapshotOf(join(place.cwd, name)));
    const run = await runAdopt(place, '--storage storage source more');
    expect(run).toMatchObject({ status: 0, stdout: '' });
    expect(run.stderr).toMatch(
      /^cockatiel: storage: 4 adopted, 1 present \(293 KiB in \d+ s\)\n$/u,
    );
    expect(storedIn(place.storage)).toEqual([...place.names, more].sort());
    for (const name of storedIn(place.storage)) {
      const { mtimeMs, mode, nlink } = lstatSync(join(place.storage, name));
      expect({ mtimeMs, nlink }).toEqual({ mtimeMs: plantedSeconds * 1000, nlink: 1 });
      expect(mode & 0o777).toBe(0o666 & ~process.umask());
    }
    expect(listStaged(place.storage)).toEqual([]);
    expect(['source', 'more'].map((name) => snapshotOf(join(place.cwd, name)))).toEqual(before);
    expect((await runProgram(['verify', '--storage', 'storage'], place)).status).toBe(0);
    const node = await startTestNode([], place.cwd);
    const response = await fetch(`${node.url}/${place.names[1]}`);
    expect([response.status, await response.text()]).toEqual([200, 'b']);
  });

  test('may run again, which changes nothing', async () => {
    const place = await setUpAdoptionPlace();
    await runAdopt(place);
    const contents = storedIn(place.storage).map(
      (name) => lstatSync(join(place.storage, name)).ino,
    );
    const run = await runAdopt(place, '--storage storage --verbose source');
    expect(run.status).toBe(0);
    const lines = place.names.map((name) => `present\tsource/${name}`);
    expect(run.stdout.split('\n').sort()).toEqual(['', ...lines].sort());
    expect(run.stderr).toContain('0 adopted, 3 present');
    expect(storedIn(place.storage).map((name) => lstatSync(join(place.storage, name)).ino)).toEqual(
      contents,
    );
  });

  test('says what it leaves alone although it looks stored, takes the rest, and ends with 1', async () => {
    const place = await setUpAdoptionPlace();
    const [a, b, c] = place.names;
    writeFileSync(join(place.source, b), 'rot');
    await writeFile(join(place.source, 'notes.txt'), 'no stored file');
    const run = await runAdopt(place);
    expect(run).toMatchObject({ status: 1, stdout: `corrupt\tsource/${b}\n` });
    expect(run.stderr).toContain('storage: 2 adopted, 1 corrupt, 1 other (');
    expect(storedIn(place.storage)).toEqual([a, c]);
    const verbose = await runAdopt(place, '--storage storage -v source');
    expect(verbose.stdout).toContain('other\tsource/notes.txt\n');
  });

  test('replaces a corrupt file by the one of a backup', async () => {
    const place = await setUpAdoptionPlace();
    await runAdopt(place);
    writeFileSync(join(place.storage, place.names[0]), 'rot');
    expect((await runProgram(['verify', '--storage', 'storage'], place)).status).toBe(1);
    const run = await runAdopt(place);
    expect(run.stderr).toContain('0 adopted, 1 replaced, 2 present');
    expect((await runProgram(['verify', '--storage', 'storage'], place)).status).toBe(0);
  });

  test('leaves out what the node has deleted, and names a storage that was lost', async () => {
    const { cwd, storage, queue } = await setUpAdoptionPlace();
    const node = await startTestNode([], cwd);
    const names = [];
    for (const body of ['kept', 'deleted']) {
      const upload = await fetch(`${node.url}/x`, { method: 'PUT', body });
      names.push(upload.headers.get('location')?.slice(1) ?? '');
    }
    await cp(storage, join(cwd, 'backup'), { recursive: true });
    const [kept = '', deleted = ''] = names;
    await fetch(`${node.url}/${deleted}`, { method: 'DELETE' });
    expect(await node.stop()).toBe(0);
    await rm(storage, { recursive: true });
    const lost = await runAdopt({ cwd }, '--storage storage --queue queue backup');
    expect(lost).toMatchObject({ status: 2, stdout: '' });
    expect(lost.stderr).toMatch(/^cockatiel: --storage: "storage": .*mounted\?.*--new-storage/u);
    const args = '--storage storage --queue queue --new-storage -v backup';
    const run = await runAdopt({ cwd }, args);
    expect(run).toMatchObject({ status: 0, stdout: `deleted\tbackup/${deleted}\n` });
    expect(storedIn(storage)).toEqual([kept]);
    const again = await startTestNode([], cwd);
    expect((await fetch(`${again.url}/${kept}`)).status).toBe(200);
    expect((await fetch(`${again.url}/${deleted}`)).status).toBe(404);
    expect(existsSync(queue)).toBe(true);
  });

  test('names files below the copy of a storage directory, wherever that is', async () => {
    const place = await setUpAdoptionPlace();
    const node = await startTestNode([], join(place.cwd, 'node'));
    const upload = await fetch(`${node.url}/dir/x`, { method: 'PUT', body: 'x' });
    await node.stop();
    const run = await runAdopt(place, '--storage storage node');
    expect(run).toMatchObject({ status: 0, stdout: '' });
    expect(storedIn(place.storage)).toEqual([upload.headers.get('location')?.slice(1)]);
  });

  test('is refused while a node uses one of the directories', async () => {
    const { cwd } = await setUpAdoptionPlace();
    const node = await startTestNode([], cwd);
    for (const [flag, line] of [
      ['--storage', '--storage storage source'],
      ['--queue', '--storage other --queue queue source'],
    ] as const) {
      const run = await runAdopt({ cwd }, line);
      expect(run).toMatchObject({ status: 2, stdout: '' });
      expect(run.stderr).toMatch(
        new RegExp(
          `^cockatiel: ${flag}: .*\\(process ${node.child.pid}\\); stop that first\n$`,
          'u',
        ),
      );
    }
    expect(storedIn(join(cwd, 'storage'))).toEqual([]);
  });
});

test.each([
  ['--storage storage', 'give a source'],
  ['source', '--storage'],
  ['--storage storage absent', '"absent"'],
  ['--storage storage file', '"file"'],
  ['--storage storage source source/dir/absent', 'absent'],
  ['--storage storage --queue absent source', '--queue: "absent"'],
  ['--storage source/storage source', 'inside the other'],
  ['--storage source source/dir', 'inside the other'],
  ['--storage source source', 'inside the other'],
  ['--storage a --queue a/b source', '--queue'],
  ['--storage file source', '--storage: "file"'],
  ['--storage storage --min-free x source', '--min-free'],
])('"cockatiel adopt %s" is refused with status 2 and changes nothing', async (line, named) => {
  const { cwd } = await setUpAdoptionPlace();
  await writeFile(join(cwd, 'file'), '');
  await mkdir(join(cwd, 'a/b'), { recursive: true });
  const before = snapshotOf(cwd);
  const run = await runAdopt({ cwd }, line);
  expect(run).toMatchObject({ status: 2, stdout: '' });
  expect(run.stderr).toMatch(/^cockatiel: [^\n]+\n$/u);
  expect(run.stderr).toContain(named);
  expect(snapshotOf(cwd)).toEqual(before);
});
