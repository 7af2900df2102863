import { afterAll, beforeAll, describe, test } from 'vitest';
import { type HostileNode, startHostileNode } from '../support/http/hostile-node.ts';
import { chunkRows, codingRows } from './hostile-chunk-rows.ts';
import { lengthRows } from './hostile-framing-rows.ts';
import { messageRows } from './hostile-message-rows.ts';

let node: HostileNode;

beforeAll(async () => {
  node = await startHostileNode();
});

afterAll(() => node.stop());

describe('docs/hostile-requests.md section A, framing', () => {
  const rows = [...lengthRows, ...codingRows, ...chunkRows, ...messageRows];
  test.each(rows)('$row: $name', (row) => node.run(row));
});
