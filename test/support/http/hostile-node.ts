import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, vi } from 'vitest';
import { patience } from '../patience.ts';
import { countDescriptors, listOpenFiles, takeFootprint } from '../process/footprint.ts';
import { linesOf } from '../process/log-lines.ts';
import {
  createTestDirectory,
  type NodeProcess,
  type ProcessOptions,
  startProcess,
} from '../process/start-process.ts';
import { withoutRefusals } from '../process/without-refusals.ts';
import { checkResponses } from './check-responses.ts';
import { type HostileRow, http, put, storedName, storedText } from './hostile-row.ts';
import { openRawConnection, type RawBytes, type RawConnection } from './raw-request.ts';
import type { RawResponse } from './raw-response-parser.ts';

/** A node in a process of its own, and its disk and descriptors when it was last idle. */
export interface HostileNode {
  readonly process: NodeProcess;
  /** Sends a row's bytes, and checks the responses and that nothing else changed. */
  run(row: HostileRow): Promise<void>;
  /**
   * Checks that the node serves requests, and has no more descriptors and staged files than before.
   * Pass the number of files stored and deleted since then; if both are 0, storage and journal must
   * be the same to the byte.
   */
  expectAtRest(change?: { stores?: number | 'any'; deletes?: number }): Promise<void>;
  /** The paths of the files it has open. */
  openFiles(): Promise<string[]>;
  /**
   * Stops the node, and checks that it has logged nothing: errors of clients are not worth the
   * operator's attention.
   */
  stop(): Promise<void>;
}

const polling = { ...patience, interval: 2 };

/**
 * Starts a node that holds the file `storedName`, and has stored and deleted another one. Valid
 * requests are sent with `headers`.
 */
export async function startHostileNode(
  args: readonly string[] = [],
  headers: readonly string[] = [],
  options: ProcessOptions = {},
): Promise<HostileNode> {
  const directory = await createTestDirectory();
  await mkdir(join(directory.path, 'storage'));
  await writeFile(join(directory.path, 'storage', storedName), storedText);
  const process = await startProcess(directory.path, args, options);
  await untilCounted(process, headers);
  const descriptorsIdle = await countDescriptors(process);
  const stored = await ask(process.port, put('/warm-up', 'x', headers));
  await ask(process.port, http(`DELETE ${stored.headers.get('location')}`, headers));
  // The first record opens a segment of the journal, which stays open.
  const descriptors = descriptorsIdle + 1;
  let footprint = await takeFootprint(process);

  async function expectAtRest({
    stores = 0,
    deletes = 0,
  }: {
    stores?: number | 'any';
    deletes?: number;
  } = {}): Promise<void> {
    await expectServing(process.port, headers);
    const before = footprint;
    await vi.waitFor(async () => {
      expect(await countDescriptors(process)).toBe(descriptors);
      footprint = await takeFootprint(process);
      expect(footprint.staged).toEqual([]);
      if (stores === 'any') return;
      expect(footprint.files.length).toBe(before.files.length + stores - deletes);
      if (stores + deletes === 0) expect(footprint).toEqual(before);
    }, polling);
  }

  return {
    process,
    expectAtRest,
    async run(row) {
      const responses = await exchange(process.port, row);
      checkResponses(row, responses, directory.path);
      await expectAtRest({ stores: row.stores ?? 0 });
    },
    openFiles: () => listOpenFiles(process.child.pid),
    async stop() {
      expect(await process.stop()).toBe(0);
      const rest = withoutRefusals(linesOf(process));
      expect(rest).toMatchObject([{ level: 'info', url: process.url }]);
      await directory.remove();
    },
  };
}

/** Waits until the node has found its files, and their sizes: until then it lists directories. */
async function untilCounted(process: NodeProcess, headers: readonly string[]): Promise<void> {
  const sockets = await countSockets(process);
  await vi.waitFor(async () => {
    const { body } = await ask(process.port, http('GET /_status', headers));
    expect(JSON.parse(String(body))).toMatchObject({ node: { bytes: expect.any(Number) } });
  }, polling);
  await vi.waitFor(async () => expect(await countSockets(process)).toBe(sockets), polling);
}

async function countSockets({ child }: NodeProcess): Promise<number> {
  return (await listOpenFiles(child.pid)).filter((path) => path.startsWith('socket:')).length;
}

/** Sends a request on a connection of its own, and returns the response. */
export async function ask(port: number, bytes: RawBytes): Promise<RawResponse> {
  const connection = await openRawConnection(port);
  try {
    await connection.send(bytes);
    return await connection.nextResponse({ hasNoBody: isHead(bytes) });
  } finally {
    connection.close();
  }
}

async function exchange(port: number, row: HostileRow): Promise<readonly RawResponse[]> {
  const connection = await openRawConnection(port);
  const [first = '', ...others] = typeof row.bytes === 'string' ? [row.bytes] : row.bytes;
  try {
    for (const chunk of [first, ...others]) await connection.send(chunk);
    if (row.ending === 'half-close') connection.halfClose();
    if (row.ending === 'reset') connection.reset();
    const responses: RawResponse[] = [];
    for (const _ of row.statuses) {
      responses.push(await connection.nextResponse({ hasNoBody: isHead(first) }));
    }
    await checkConnection(row, connection);
    return responses;
  } finally {
    connection.close();
  }
}

/** A kept connection serves another request; on a closed one nothing follows the last response. */
async function checkConnection(row: HostileRow, connection: RawConnection): Promise<void> {
  if (row.connection === 'closed') {
    expect((await connection.rest()).toString('latin1')).toBe('');
    return;
  }
  await connection.send(http(`GET /${storedName}`));
  expect((await connection.nextResponse()).status).toBe(200);
}

async function expectServing(port: number, headers: readonly string[]): Promise<void> {
  const { status, body } = await ask(port, http(`GET /${storedName}`, headers));
  expect({ status, body: body.toString() }).toEqual({ status: 200, body: storedText });
}

function isHead(bytes: RawBytes): boolean {
  return typeof bytes === 'string' && bytes.startsWith('HEAD ');
}
