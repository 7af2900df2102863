import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { ask, startHostileNode } from '../support/http/hostile-node.ts';
import { http, put, storedName } from '../support/http/hostile-row.ts';
import { patience } from '../support/patience.ts';
import { startTestNode, useTestDirectory } from '../support/process/start-test-node.ts';

const unknown = (index: number): string => `DELETE /gone_${index}_${'0'.repeat(40)}`;

test('names longer or deeper than the flags allow are refused', async () => {
  const node = await startHostileNode(['--max-name', '80', '--max-depth', '3']);
  for (const [name, status] of [
    ['a/b/c', 201],
    ['a/b/c/d', 400],
    ['x'.repeat(28), 201],
    ['x'.repeat(29), 400],
  ] as const) {
    const response = await ask(node.process.port, put(`/${name}`, 'x'));
    expect([name, response.status]).toEqual([name, status]);
  }
  await node.expectAtRest({ stores: 'any' });
  await node.stop();
});

/** Deletes unknown names until the rate limit refuses one. */
async function exhaust(port: number, headers: readonly string[] = []): Promise<number> {
  const statuses: number[] = [];
  const isOver = (): boolean => statuses.some((status) => status !== 404);
  for (let index = 0; !isOver(); index += 1) {
    const response = await ask(port, http(unknown(index), headers));
    statuses.push(response.status);
    if (isOver()) expect(response.headers.get('retry-after')).toBe('1');
  }
  expect(statuses.at(-1)).toBe(429);
  return statuses.length - 1;
}

test('145: with a secret only deletes of unknown names are rate-limited', async () => {
  const file = join(await useTestDirectory(), 'secret');
  await writeFile(file, 'correct-horse-battery\n', { mode: 0o600 });
  const node = await startTestNode(['--unknown-deletes', '1', '--write-secret-file', file]);
  const headers = { Authorization: 'Bearer correct-horse-battery' };
  const put = await fetch(`${node.url}/file`, { method: 'PUT', body: 'x', headers });
  const taken = await exhaust(node.port, ['Authorization: Bearer correct-horse-battery']);
  expect(taken).toBeGreaterThanOrEqual(100);
  const known = node.url + put.headers.get('location');
  expect((await fetch(known, { method: 'DELETE', headers })).status).toBe(200);
});

test('without a secret, deletes of known names are rate-limited too', async () => {
  const node = await startHostileNode(['--unknown-deletes', '1']);
  const { port } = node.process;
  // The start of the hostile node has used one token: it deleted a file.
  expect(await exhaust(port)).toBeGreaterThanOrEqual(99);
  expect((await ask(port, http(unknown(0)))).status).toBe(404);
  await node.expectAtRest({ stores: 'any' });
  await vi.waitFor(async () => {
    expect((await ask(port, http(`DELETE /${storedName}`))).status).toBe(200);
  }, patience);
  await node.stop();
});
