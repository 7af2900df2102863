import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask, type HostileNode, startHostileNode } from '../support/http/hostile-node.ts';
import { http, put } from '../support/http/hostile-row.ts';
import { conditionRows } from './hostile-condition-rows.ts';
import { headerRows } from './hostile-header-rows.ts';
import { uploadHeaderRows } from './hostile-upload-header-rows.ts';
import { writeConditionRows } from './hostile-write-condition-rows.ts';

let node: HostileNode;

beforeAll(async () => {
  node = await startHostileNode(['--max-size', '1000']);
});

afterAll(() => node.stop());

describe('docs/hostile-requests.md section B, headers', () => {
  test.each([...headerRows, ...uploadHeaderRows, ...conditionRows, ...writeConditionRows])(
    '$row: $name',
    (row) => node.run(row),
  );

  test('61: an image uploaded as text/html is served as an image', async () => {
    const { port } = node.process;
    const stored = await ask(port, put('/x.png', '<script>', ['Content-Type: text/html']));
    expect(stored.status).toBe(201);
    const served = await ask(port, http(`GET ${stored.headers.get('location')}`));
    expect(served.headers.get('content-type')).toBe('image/png');
    expect(served.headers.get('x-content-type-options')).toBe('nosniff');
    await node.expectAtRest({ stores: 1 });
  });

  test('neighbour: a header named __proto__ shows on no later request', async () => {
    const { port } = node.process;
    await ask(port, http('GET /missing', ['__proto__: if-none-match', 'if-none-match: *']));
    const { status, headers } = await ask(port, put('/later', 'hi'));
    expect({ status, proto: headers.get('__proto__') }).toEqual({ status: 201, proto: undefined });
    await node.expectAtRest({ stores: 1 });
  });
});
