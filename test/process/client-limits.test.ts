import { expect, test } from 'vitest';
import { ask, startHostileNode } from '../support/hostile-node.ts';
import { http, put, storedName } from '../support/hostile-row.ts';

const unknown = (index: number): string => `DELETE /gone_${index}_${'0'.repeat(40)}`;

test('names longer or deeper than the flags allow are refused', async () => {
  const node = await startHostileNode(['--max-name', '80', '--max-depth', '3']);
  for (const [name, status] of [
    ['a/b/c', 201],
    ['a/b/c/d', 400],
    ['x'.repeat(28), 201],
    ['x'.repeat(29), 400],
  ] as const) {
    const answer = await ask(node.process.port, put(`/${name}`, 'x'));
    expect([name, answer.status]).toEqual([name, status]);
  }
  await node.expectAtRest({ stores: 'any' });
  await node.stop();
});

test('145: unknown names are deleted up to a limit, known ones beyond it', async () => {
  const node = await startHostileNode(['--unknown-deletes', '1']);
  const { port } = node.process;
  const statuses: number[] = [];
  const isOver = (): boolean => statuses.includes(429);
  for (let index = 0; !isOver(); index += 1) {
    const answer = await ask(port, http(unknown(index)));
    statuses.push(answer.status);
    if (isOver()) expect(answer.headers.get('retry-after')).toBe('1');
  }
  expect(statuses.length).toBeGreaterThan(100);
  expect(new Set(statuses)).toEqual(new Set([404, 429]));
  expect((await ask(port, http(unknown(0)))).status).toBe(404);
  await node.expectAtRest({ stores: 'any' });
  expect((await ask(port, http(`DELETE /${storedName}`))).status).toBe(200);
  await node.stop();
});
