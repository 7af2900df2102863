import { readFileSync, statSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sha1 } from '../support/disk/disk-view.ts';
import type { NodeProcess } from '../support/process/start-process.ts';
import { startTestNode, useTestDirectory } from '../support/process/start-test-node.ts';

const count = 300_000;

function toName(index: number): string {
  return `2026/11/photo-${index}_1795358534_${sha1('content')}.jpg`;
}

/** How many bytes a process has read from files and sockets so far, and written to them. */
function transferred({ child }: NodeProcess): { readonly read: number; readonly written: number } {
  const counts = readFileSync(`/proc/${child.pid}/io`, 'latin1');
  const [read, written] = ['rchar', 'wchar'].map((field) =>
    Number(new RegExp(`^${field}: (\\d+)`, 'mu').exec(counts)?.[1]),
  ) as [number, number];
  return { read, written };
}

test('a start neither reads nor writes a long deletion log as a whole', async () => {
  const directory = await useTestDirectory();
  const log = join(directory, 'queue', 'deletion.log');
  await mkdir(join(directory, 'queue'));
  await writeFile(log, Array.from({ length: count }, (_, index) => `${toName(index)}\n`).join(''));
  const first = await startTestNode([], directory);
  expect((await fetch(`${first.url}/${toName(count)}`, { method: 'DELETE' })).status).toBe(404);
  expect(await first.stop()).toBe(0);
  const before = statSync(log);

  const second = await startTestNode([], directory);
  const { read, written } = transferred(second);
  expect(read).toBeLessThan(before.size / 2);
  expect(written).toBeLessThan(before.size / 8);
  for (const index of [0, count - 1, count]) {
    const upload = await fetch(`${second.url}/${toName(index)}`, {
      method: 'PUT',
      body: 'content',
    });
    expect(upload.status).toBe(409);
  }
  expect(await second.stop()).toBe(0);
  const after = statSync(log);
  expect(after.ino).toBe(before.ino);
  expect(after.size).toBe(before.size + toName(count).length + 1);
});
