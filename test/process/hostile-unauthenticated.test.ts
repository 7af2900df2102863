import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { knownSecret, startGuardedNode } from '../support/http/guarded-node.ts';
import type { HostileNode } from '../support/http/hostile-node.ts';
import { http, put, storedName } from '../support/http/hostile-row.ts';
import { openRawConnection } from '../support/http/raw-request.ts';
import { bodyRows } from './hostile-body-rows.ts';
import { chunkRows, codingRows } from './hostile-chunk-rows.ts';
import { conditionRows } from './hostile-condition-rows.ts';
import { lengthRows } from './hostile-framing-rows.ts';
import { headerRows } from './hostile-header-rows.ts';
import { messageRows } from './hostile-message-rows.ts';
import { methodRows } from './hostile-method-rows.ts';
import { badTargetRows, malformedTargetRows, oddTargetRows } from './hostile-target-rows.ts';
import { uploadHeaderRows } from './hostile-upload-header-rows.ts';

const rows = [
  ...[...bodyRows, ...chunkRows, ...codingRows, ...conditionRows, ...lengthRows, ...headerRows],
  ...[...messageRows, ...methodRows, ...badTargetRows, ...malformedTargetRows, ...oddTargetRows],
  ...uploadHeaderRows,
].filter(({ ending }) => ending !== 'reset');

let node: HostileNode;
beforeAll(async () => {
  node = await startGuardedNode(['--max-size', '1000']);
});

afterAll(() => node.stop());

/** Sends all bytes, closes this side, and returns the statuses of all responses. */
async function statusesOf(bytes: (typeof rows)[number]['bytes']): Promise<readonly number[]> {
  const connection = await openRawConnection(node.process.port);
  try {
    for (const piece of typeof bytes === 'string' ? [bytes] : bytes) await connection.send(piece);
    connection.halfClose();
    const text = (await connection.rest()).toString('latin1');
    return [...text.matchAll(/^HTTP\/1\.1 (\d{3}) /gmu)].map(([, status]) => Number(status));
  } finally {
    connection.close();
  }
}

describe('with all secrets set, and none sent', () => {
  test.each(rows)('$row: $name', async ({ bytes, statuses: expected }) => {
    const statuses = await statusesOf(bytes);
    // OPTIONS needs no secret: browsers send it before the request that has one.
    expect(statuses.filter((status) => status < 400 && status !== 204)).toEqual([]);
    expect(statuses.length > 0).toBe(expected.length > 0);
    await node.expectAtRest();
  });

  test.each<[name: string, bytes: string, statuses: readonly number[]]>([
    ['133: a replica without a credential', replica(), [401]],
    ['133: a replica with a wrong one', replica('Authorization: Bearer guess'), [401]],
    [
      'neighbour: half of the secret',
      replica(`Authorization: Bearer ${knownSecret.slice(0, 9)}`),
      [401],
    ],
    ['neighbour: the secret and more', replica(`Authorization: Bearer ${knownSecret}1`), [401]],
    [
      'neighbour: another case',
      replica(`Authorization: Bearer ${knownSecret.toUpperCase()}`),
      [401],
    ],
    ['137: an empty credential', replica('Authorization: Bearer '), [401]],
    ['137: a credential of 10 kB', replica(`Authorization: Basic ${'A'.repeat(10_000)}`), [401]],
    ['137: a signature that is none', getWith('expires=1&signature=%FF'), [401]],
    ['137: a signature of 10 kB', getWith(`expires=9&signature=${'a'.repeat(10_000)}`), [401]],
    ['138: two credentials', getAs(`Bearer ${knownSecret}`, `Bearer ${knownSecret}`), [401]],
    [
      '138: two credentials, one of them wrong',
      getAs('Bearer guess', `Bearer ${knownSecret}`),
      [401],
    ],
  ])('%s', async (_name, bytes, statuses) => {
    expect(await statusesOf(bytes)).toEqual(statuses);
    await node.expectAtRest();
  });

  test('133: a request without a secret gets no 100 Continue', async () => {
    const connection = await openRawConnection(node.process.port);
    await connection.send(http('PUT /a', ['Content-Length: 900', 'Expect: 100-continue']));
    expect((await connection.nextResponse()).status).toBe(401);
    connection.close();
    await node.expectAtRest();
  });
});

function replica(...headers: readonly string[]): string {
  const name = `r_1_${'0'.repeat(40)}`;
  return put(`/${name}`, 'body', ['User-Agent: cockatiel/1.0.0', ...headers]);
}

function getWith(query: string): string {
  return http(`GET /${storedName}?${query}`);
}

function getAs(...credentials: readonly string[]): string {
  return http(
    `GET /${storedName}`,
    credentials.map((credential) => `Authorization: ${credential}`),
  );
}
