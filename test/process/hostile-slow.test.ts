import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chunkedPut, http } from '../support/http/hostile-row.ts';
import { drip, type ImpatientNode, startImpatientNode } from '../support/http/impatient-node.ts';

let node: ImpatientNode;
/** Nobody is late for these two where an upload succeeds, on whatever machine. */
let withLongWindow: ImpatientNode;
let withLowRate: ImpatientNode;

beforeAll(async () => {
  node = await startImpatientNode();
  const patient = { idleTimeoutMs: 60_000 };
  withLongWindow = await startImpatientNode({ ...patient, rateWindowMs: 60_000 });
  withLowRate = await startImpatientNode({ ...patient, minBytesPerSecond: 10 });
});

afterAll(() => Promise.all([node, withLongWindow, withLowRate].map((one) => one.close())));

describe.concurrent('a client that sends slowly', () => {
  test('38: an upload that arrives byte by byte within the rate window is stored', async () => {
    const connection = await withLongWindow.openConnection();
    await connection.send(http('PUT /slow', ['Content-Length: 30']));
    await drip(connection, 'x'.repeat(30), 50);
    expect((await connection.nextResponse()).status).toBe(201);
    connection.close();
  });

  test('38: one that takes longer than the window gets a 408', async () => {
    const connection = await node.openConnection();
    await connection.send(http('PUT /slow', ['Content-Length: 3000']));
    const dripping = drip(connection, 'x'.repeat(3000), 50);
    await node.expectEnd(connection, 408);
    await dripping;
    await node.expectNothingStaged();
  });

  test('neighbour: so does one in chunks of a byte', async () => {
    const connection = await node.openConnection();
    await connection.send(chunkedPut('/slow', ''));
    const dripping = drip(
      connection,
      Array.from({ length: 3000 }, () => '1\r\nx\r\n'),
      50,
    );
    await node.expectEnd(connection, 408);
    await dripping;
    await node.expectNothingStaged();
  });

  test('neighbour: an upload above the minimum rate is stored', async () => {
    const connection = await withLowRate.openConnection();
    await connection.send(http('PUT /steady', ['Content-Length: 4000']));
    await drip(
      connection,
      Array.from({ length: 80 }, () => 'x'.repeat(50)),
      50,
    );
    expect((await connection.nextResponse()).status).toBe(201);
    connection.close();
  });
});
