import { expect } from 'vitest';
import { chunkedPut, http } from '../../support/http/hostile-row.ts';
import { openRawConnection, type RawConnection } from '../../support/http/raw-request.ts';
import { type Check, type ContractNode, check, type Subject } from './contract.ts';
import { countFiles, store } from './requests.ts';

const mebibyte = 1024 * 1024;
const half = 'x'.repeat(mebibyte / 2);

/** Uploads that stop in the middle. */
const parts = [
  ['in its body', http('PUT /part', [`Content-Length: ${mebibyte}`], half)],
  ['before its body', http('PUT /part', [`Content-Length: ${mebibyte}`])],
  ['in a chunk', chunkedPut('/part', `${mebibyte.toString(16)}\r\n${half}`)],
  ['between chunks', chunkedPut('/part', `${(mebibyte / 2).toString(16)}\r\n${half}\r\n`)],
] as const;

const endings: readonly (readonly [name: string, end: (connection: RawConnection) => void])[] = [
  ['with a reset', (connection) => connection.reset()],
  ['by closing', (connection) => connection.close()],
];

const large = Buffer.alloc(16 * mebibyte, 'a file larger than all buffers on the way');

/** Waits until a node has a number of files again, and serves an upload to the end. */
async function expectAtRest(node: ContractNode, files: number): Promise<void> {
  await expect.poll(() => countFiles(node)).toBe(files);
  await store(node, '/after', `${Math.random()}`);
}

/** A check that must leave no other file than the one of `expectAtRest`. */
function leavesNothing(name: string, run: (node: ContractNode) => Promise<void>): Check {
  return check(name, async (node) => {
    const before = await countFiles(node);
    await run(node);
    await expectAtRest(node, before);
  });
}

/** Uploads and downloads that one side breaks off. */
export const abortedTransfers: Subject = {
  title: 'aborted transfers',
  checks: [
    ...parts.flatMap(([where, bytes]) =>
      endings.map(([how, end]) =>
        leavesNothing(`an upload that its client aborts ${where}, ${how}`, async ({ port }) => {
          const connection = await openRawConnection(port);
          await connection.send(bytes);
          end(connection);
        }),
      ),
    ),
    ...parts.map(([where, bytes]) =>
      leavesNothing(`an upload whose client closes its side ${where} is a 400`, async (node) => {
        const connection = await openRawConnection(node.port);
        try {
          await connection.send(bytes);
          connection.halfClose();
          expect((await connection.nextResponse()).status).toBe(400);
        } finally {
          connection.close();
        }
      }),
    ),
    leavesNothing('garbage after a chunk is a 400', async ({ port }) => {
      const connection = await openRawConnection(port);
      try {
        await connection.send(chunkedPut('/part', '1\r\nx\r\ngarbage\r\n'));
        expect((await connection.nextResponse()).status).toBe(400);
      } finally {
        connection.close();
      }
    }),
    ...endings.map(([how, end]) =>
      check(`a download that its client aborts ${how} harms no other`, async (node) => {
        const path = await store(node, `/large-${how.replace(' ', '-')}`, large);
        const connection = await openRawConnection(node.port);
        await connection.send(http(`GET ${path}`));
        await connection.receivedSome();
        end(connection);
        const whole = await (await fetch(node.url + path)).arrayBuffer();
        expect(whole.byteLength).toBe(large.length);
      }),
    ),
    check('a client that reads nothing for a while gets all of a file', async (node) => {
      const path = await store(node, '/slow', large);
      const response = await fetch(node.url + path);
      expect((await fetch(`${node.url}/_status`)).status).toBe(200);
      expect((await response.arrayBuffer()).byteLength).toBe(large.length);
    }),
  ],
};
