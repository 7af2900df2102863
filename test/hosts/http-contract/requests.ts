import { expect, vi } from 'vitest';
import { sha1 } from '../../support/disk/disk-view.ts';
import { type HostileRow, http, put } from '../../support/http/hostile-row.ts';
import { openRawConnection, type RawBytes } from '../../support/http/raw-request.ts';
import type { RawResponse } from '../../support/http/raw-response-parser.ts';
import { patience } from '../../support/patience.ts';
import { type Check, type ContractNode, check } from './contract.ts';

export type Headers = Readonly<Record<string, string>>;

/** Sends a request with `fetch`, which follows no redirect. */
export function send(
  { url }: ContractNode,
  method: string,
  path: string,
  headers: Headers = {},
  body?: string | Uint8Array<ArrayBuffer>,
): Promise<Response> {
  const init = { method, headers, redirect: 'manual' } as const;
  if (body === undefined) return fetch(url + path, init);
  const all = body.length > largeBytes ? { ...headers, ...closing } : headers;
  return fetch(url + path, { ...init, headers: all, body });
}

const largeBytes = 1024 * 1024;

/**
 * For an upload that takes its time. workerd closes a connection five seconds after a body, which
 * may be when its response is sent, and `fetch` the next request, too (RFC 9112 §9.5).
 */
export const closing: Headers = { Connection: 'close' };

/** Uploads a file, which must succeed, and returns the path where it is stored. */
export async function store(
  node: ContractNode,
  path: string,
  body: string | Uint8Array<ArrayBuffer>,
  headers: Headers = {},
): Promise<string> {
  const response = await send(node, 'PUT', path, headers, body);
  expect(response.status).toBe(201);
  await response.arrayBuffer();
  return new URL(response.headers.get('location') ?? '', node.url).pathname;
}

/** The status of a request, whose body is dropped. */
export async function statusOf(
  node: ContractNode,
  method: string,
  path: string,
  headers: Headers = {},
  body?: string,
): Promise<number> {
  const response = await send(node, method, path, headers, body);
  await response.arrayBuffer();
  return response.status;
}

/**
 * Sends the bytes on a connection of their own, and returns a response for each status. One with
 * another status than that is the last one: the next might never come.
 */
export async function exchange(
  { port }: ContractNode,
  bytes: string | readonly RawBytes[],
  statuses: readonly (number | 'any')[],
): Promise<readonly RawResponse[]> {
  const connection = await openRawConnection(port);
  const chunks = typeof bytes === 'string' ? [bytes] : bytes;
  const hasNoBody = String(chunks[0]).startsWith('HEAD ');
  try {
    for (const chunk of chunks) await connection.send(chunk);
    const responses: RawResponse[] = [];
    for (const expected of statuses) {
      const response = await connection.nextResponse({ hasNoBody });
      responses.push(response);
      if (expected !== 'any' && response.status !== expected) break;
    }
    return responses;
  } finally {
    connection.close();
  }
}

/** Sends one request byte for byte, and returns its response. */
export async function ask(node: ContractNode, bytes: string): Promise<RawResponse> {
  const [response] = await exchange(node, bytes, ['any']);
  return response as RawResponse;
}

/** Stores a file under its full name, as a peer of this node does. */
export async function plant(node: ContractNode, name: string, text: string): Promise<void> {
  const { status } = await ask(node, put(`/${name}`, text, ['User-Agent: cockatiel/1.0']));
  expect(status).toBe(201);
}

/** How many files a node has: as it says itself, once it knows that, where it counts them. */
export async function countFiles(node: ContractNode): Promise<number> {
  if (node.countFiles !== undefined) return await node.countFiles();
  let files: number | null = null;
  await vi.waitFor(async () => {
    const { body } = await ask(node, http('GET /_status'));
    ({ files } = (JSON.parse(String(body)) as { node: { files: number | null } }).node);
    expect(files).not.toBe(null);
  }, patience);
  return Number(files);
}

/** The name that a file of this content has, but for its second. */
export function stamped(stem: string, content: string | Uint8Array, extension = ''): RegExp {
  return new RegExp(`^/${stem}_\\d+_${sha1(content)}${extension.replace('.', '\\.')}$`, 'u');
}

/** The check for a row of a table of odd requests: what comes back, and nothing else. */
export function rowCheck(row: HostileRow): Check {
  return check(row.name, async (node) => {
    const responses = await exchange(node, row.bytes, row.statuses);
    expect(responses.map(({ status }) => status)).toEqual(row.statuses);
    const last = responses.at(-1);
    for (const [name, fact] of Object.entries(row.headers ?? {})) {
      const value = last?.headers.get(name);
      if (fact instanceof RegExp) expect(value).toMatch(fact);
      else expect(value, name).toBe(fact ?? undefined);
    }
    if (row.body !== undefined) expect(last?.body.toString('latin1')).toBe(row.body);
  });
}

/** The checks for the rows of a table; of rows with one name only the first is taken. */
export function rowChecks(rows: readonly HostileRow[]): readonly Check[] {
  const byName = new Map(rows.toReversed().map((row) => [row.name, row]));
  return [...byName.values()].filter(({ ending }) => ending === undefined).map(rowCheck);
}
