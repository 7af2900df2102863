import { rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fillDisk, mountSmallDisk } from '../support/disk/small-disk.ts';
import { withShiftedTime } from '../support/process/shifted-process.ts';
import type { NodeProcess } from '../support/process/start-process.ts';
import { startTestNode, useTestDirectory } from '../support/process/start-test-node.ts';

const client = 'requests with an invalid secret or signed URL are refused';
const none = 'requests without a secret are refused';
const full = 'writes are refused: a disk has too little free space';

function warningsOf(node: NodeProcess): Array<Record<string, unknown>> {
  const lines = node.output().split('\n');
  const parsed = lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line));
  return parsed.filter(({ level }) => level === 'warn');
}

const messagesOf = (node: NodeProcess) => warningsOf(node).map(({ msg }) => msg);

test('a flood of refused credentials is two lines, without any of them', async () => {
  const file = join(await useTestDirectory(), 'secret');
  await writeFile(file, 'known-to-the-node\n', { mode: 0o600 });
  const flags = ['write', 'read'].flatMap((role) => [`--${role}-secret-file`, file]);
  const node = await startTestNode(flags, undefined, withShiftedTime({ factor: 100 }));
  const statuses = new Set<number>();
  const send = async (path: string, init: RequestInit): Promise<void> => {
    const response = await fetch(node.url + path, init);
    await response.text();
    statuses.add(response.status);
  };
  for (let turn = 0; turn < 50; turn += 1) {
    const Authorization = `Bearer guess-${turn}`;
    const basic = `Basic ${btoa(`any:guess-${turn}`)}`;
    await Promise.all([
      send('/a', { method: 'PUT', body: 'x', headers: { Authorization } }),
      send('/a', { method: 'DELETE', headers: { Authorization: basic } }),
      send('/_status', { headers: { Authorization } }),
      send(`/a?expires=9999999999&signature=guess-${turn}`, {}),
    ]);
  }
  expect([...statuses]).toEqual([401]);
  expect(messagesOf(node)).toEqual([client]);
  await send('/a', {});
  // Both may end at the same check.
  const ends = () =>
    warningsOf(node)
      .slice(2)
      .sort((one, other) => Number(one['count']) - Number(other['count']));
  await expect.poll(ends).toMatchObject([
    { msg: 'no request without a secret was refused for ten minutes', count: 1 },
    { msg: 'no invalid secret or signed URL was refused for ten minutes', count: 200 },
  ]);
  expect(warningsOf(node).slice(0, 2)).toMatchObject([
    { msg: client, status: 401 },
    { msg: none, method: 'GET', status: 401 },
  ]);
  expect(node.output()).not.toMatch(/guess|Z3Vlc3/u);
});

test('a full disk is a warning when it begins and one when it ends', async (ctx) => {
  const disk = await mountSmallDisk('size=16m');
  if (disk === undefined) return ctx.skip('mounting a file system is not allowed here');
  const node = await startTestNode([], disk, withShiftedTime({ factor: 30 }));
  const put = async (name: string): Promise<number> => {
    const response = await fetch(`${node.url}/${name}`, { method: 'PUT', body: name });
    await response.text();
    return response.status;
  };
  expect(await put('a')).toBe(201);
  const filler = fillDisk(disk);
  for (let turn = 0; turn < 20; turn += 1) expect(await put(`b${turn}`)).toBe(507);
  expect(messagesOf(node)).toEqual([full]);
  rmSync(filler);
  await expect.poll(() => put('c')).toBe(201);
  await expect
    .poll(() => warningsOf(node))
    .toMatchObject([{ msg: full, method: 'PUT' }, { msg: 'a disk has enough free space again' }]);
});
