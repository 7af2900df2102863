import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask, type HostileNode, startHostileNode } from '../support/http/hostile-node.ts';
import { chunkedPut, http, put, storedName } from '../support/http/hostile-row.ts';
import { openRawConnection } from '../support/http/raw-request.ts';
import { bodyRows } from './hostile-body-rows.ts';
import { methodRows } from './hostile-method-rows.ts';

const maxSize = 1000;
let node: HostileNode;

beforeAll(async () => {
  node = await startHostileNode(['--max-size', String(maxSize)]);
});

afterAll(() => node.stop());

describe('docs/hostile-requests.md section D, methods and bodies', () => {
  test.each([...methodRows, ...bodyRows])('$row: $name', (row) => node.run(row));

  test('122: HEAD has the headers of GET, and no body', async () => {
    const { port } = node.process;
    const [head, get] = await Promise.all([
      ask(port, http(`HEAD /${storedName}`)),
      ask(port, http(`GET /${storedName}`)),
    ]);
    const withoutDate = (headers: ReadonlyMap<string, string>): string[][] =>
      [...headers].filter(([name]) => name !== 'date');
    expect(withoutDate(head.headers)).toEqual(withoutDate(get.headers));
    await node.expectAtRest();
  });

  test('126: an upload repeated within a second is stored once and gets a 302', async () => {
    const { port } = node.process;
    const twice = put('/twice', 'hi').repeat(2);
    // If a second ends between the two, both are stored: try again with other bytes.
    for (let attempt = 1; ; attempt += 1) {
      const connection = await openRawConnection(port);
      await connection.send(twice.replaceAll('/twice', `/twice-${attempt}`));
      const responses = [await connection.nextResponse(), await connection.nextResponse()];
      connection.close();
      const [first, second] = responses.map(({ headers }) => headers.get('location'));
      await node.expectAtRest({ stores: first === second ? 1 : 2 });
      if (first !== second && attempt < 5) continue;
      expect(responses.map(({ status }) => status)).toEqual([201, 302]);
      return;
    }
  });
});

describe('125: the size limit', () => {
  const chunk = (size: number): string => `${size.toString(16)}\r\n${'x'.repeat(size)}\r\n`;

  test.each([
    {
      name: 'a body of exactly the limit',
      bytes: put('/exact', 'x'.repeat(maxSize)),
      statuses: [201],
      connection: 'kept',
      stores: 1,
    },
    {
      name: 'chunks of exactly the limit',
      bytes: chunkedPut('/exact-chunks', `${chunk(600)}${chunk(400)}0\r\n\r\n`),
      statuses: [201],
      connection: 'kept',
      stores: 1,
    },
    {
      name: 'a body of one byte more, before any of it comes',
      bytes: http('PUT /a', [`Content-Length: ${maxSize + 1}`, 'Expect: 100-continue']),
      statuses: [413],
      connection: 'closed',
    },
    {
      name: 'a body of one byte more, all of which came',
      bytes: put('/a', 'x'.repeat(maxSize + 1)),
      statuses: [413],
      connection: 'kept',
    },
    {
      name: 'chunks of one byte more, before their end',
      bytes: chunkedPut('/a', `${chunk(600)}${chunk(401)}`),
      statuses: [413],
      connection: 'closed',
    },
    {
      name: 'chunks without end',
      bytes: [chunkedPut('/a', ''), chunk(65_536).repeat(64)],
      statuses: [413],
      connection: 'closed',
    },
    {
      name: 'a body of 5 MB',
      bytes: put('/a', 'x'.repeat(5_000_000)),
      statuses: [413],
      connection: 'closed',
    },
    {
      name: 'a body that is announced as within the limit, and is longer',
      bytes: http('PUT /announced', ['Content-Length: 2'], `hi${'x'.repeat(2000)}`),
      statuses: [201, 400],
      connection: 'closed',
      stores: 1,
    },
  ] as const)('$name', (row) => node.run({ row: 125, ...row }));
});
