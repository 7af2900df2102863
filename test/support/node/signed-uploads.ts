import { expect } from 'vitest';
import { createTestContext, type TestContext } from './create-test-context.ts';
import { sha1Of } from './sha1-of.ts';
import { writer, writersOnly } from './sign-query.ts';
import { beginUpload, metadataOf, sendPart, sendTus } from './tus.ts';

/** What all of these uploads are of. */
export const content = 'hello, large world';
/** What their clients say of them. */
export const file = { prefix: 'users/42', filename: 'a.txt' };
/** Where such a file is. */
export const stored = `/users/42/a_1700000000_${sha1Of(content)}.txt`;

/** A node where writing takes a secret. */
export function openGuarded(): Promise<TestContext> {
  return createTestContext({ secrets: writersOnly });
}

/** One with an upload that somebody with the secret has begun; its path has no query. */
export async function nodeWithForeign(
  metadata: Readonly<Record<string, string>> = file,
): Promise<{ readonly node: TestContext; readonly path: string }> {
  const node = await openGuarded();
  const headers = { ...writer, 'Upload-Metadata': metadataOf(metadata) };
  return { node, path: await beginUpload(node, content.length, headers) };
}

/** What its owner sees of an upload. */
export function ownerHead(node: TestContext, path: string): Promise<Response> {
  return sendTus(node, 'HEAD', path, { headers: writer });
}

/** Begins an upload by a signed URL, and returns the URL to go on at. */
export async function beginSigned(
  node: TestContext,
  query: string,
  length: Readonly<Record<string, string>> = { 'Upload-Length': String(content.length) },
): Promise<string> {
  const headers = { ...length, 'Upload-Metadata': metadataOf(file) };
  const response = await sendTus(node, 'POST', `/_tus/${query}`, { headers });
  expect(response.status).toBe(201);
  return response.headers.get('location') ?? '';
}

/** Each request for an upload of no bytes yet, and its status where it is permitted. */
export const signedRequests: readonly (readonly [
  what: string,
  status: number,
  ask: (node: TestContext, url: string) => Promise<Response>,
])[] = [
  ['HEAD', 200, (node, url) => sendTus(node, 'HEAD', url)],
  ['PATCH', 204, (node, url) => sendPart(node, url, 0, content)],
  ['DELETE', 204, (node, url) => sendTus(node, 'DELETE', url)],
  ['POST that means HEAD', 200, (node, url) => override(node, url, 'HEAD')],
  ['POST that means PATCH', 204, (node, url) => override(node, url, 'PATCH')],
  ['POST that means DELETE', 204, (node, url) => override(node, url, 'DELETE')],
];

function override(node: TestContext, url: string, method: string): Promise<Response> {
  const headers = {
    'X-HTTP-Method-Override': method,
    'Upload-Offset': '0',
    'Content-Type': 'application/offset+octet-stream',
  };
  return sendTus(node, 'POST', url, { headers, body: content });
}
