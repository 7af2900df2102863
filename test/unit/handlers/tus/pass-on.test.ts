import { describe, expect, test } from 'vitest';
import type { PassedRequest, PeerLink } from '../../../../lib/delivery/peer-link.ts';
import { HttpError } from '../../../../lib/http/http-error.ts';
import type { Peers } from '../../../../lib/pending/peers.ts';
import { textOf } from '../../../support/disk/small-files.ts';
import { bodyStream } from '../../../support/http/body-stream.ts';
import { createTestContext, type TestContext } from '../../../support/node/create-test-context.ts';
import { passToNode, readAll } from '../../../support/node/pass-to-node.ts';
import { peerHeaders, send } from '../../../support/node/send.ts';
import { sha1Of } from '../../../support/node/sha1-of.ts';
import {
  beginUpload,
  fileOf,
  metadataOf,
  offsetOf,
  sendPart,
  sendTus,
} from '../../../support/node/tus.ts';

const owner = '00000000000000aa';
const content = 'hello, large world';

/** The way to a node in this process, as a peer goes it. */
function wayTo(node: TestContext): NonNullable<PeerLink['pass']> {
  return (request) => passToNode(node, request);
}

/** A node beside the one that has an upload, and the way between them. */
async function openBeside(way: (has: TestContext) => ReturnType<Peers['wayTo']>) {
  const has = await createTestContext({ nodeId: owner });
  const { ctx } = await createTestContext({ nodeId: '00000000000000bb' });
  const peers: Peers = { ...ctx.peers, wayTo: (id) => (id === owner ? way(has) : undefined) };
  return { has, beside: { ctx: { ...ctx, peers } } };
}

describe('a request for an upload of another node', () => {
  test('is served by that node, and its client sees no difference', async () => {
    const { has, beside } = await openBeside(wayTo);
    const path = await beginUpload(has, content.length);
    const part = await sendPart(beside, path, 0, 'hello, ');
    expect([part.status, part.headers.get('upload-offset')]).toEqual([204, '7']);
    const head = await sendTus(beside, 'HEAD', path);
    expect(head.headers.get('upload-offset')).toBe('7');
    expect(head.headers.get('upload-metadata')).toBe(metadataOf({ filename: 'a.txt' }));
    expect(head.headers.get('tus-resumable')).toBe('1.0.0');
    const wrong = await sendPart(beside, path, 0, 'hello');
    expect([wrong.status, await wrong.text()]).toEqual([409, 'Go on at byte 7.\n']);
    const last = await sendPart(beside, path, 7, 'large world', { Accept: 'application/json' });
    expect(await last.clone().json()).toMatchObject({ sha1: sha1Of(content) });
    // The node beside it has not sent the file, so it is to get it.
    const records = textOf(has.queueDisk.read('journal/0000000000000001.log') as Uint8Array);
    expect(records).toContain(fileOf(last).slice(1));
    expect(records).not.toContain('"from"');
    expect((await send(has, 'GET', fileOf(last))).status).toBe(200);
  });

  test('ends there', async () => {
    const { has, beside } = await openBeside(wayTo);
    const path = await beginUpload(has, content.length);
    expect((await sendTus(beside, 'DELETE', path)).status).toBe(204);
    expect(await offsetOf(has, path)).toBe(-404);
    expect(await offsetOf(beside, path)).toBe(-404);
  });

  test('is to be retried while that node is down, or does not respond', async () => {
    const failing = async (): Promise<never> => {
      throw new Error('refused');
    };
    for (const way of ['down', failing] as const) {
      const { has, beside } = await openBeside(() => way);
      const path = await beginUpload(has, content.length);
      const head = await sendTus(beside, 'HEAD', path);
      expect([head.status, head.headers.get('retry-after')]).toEqual([503, '5']);
    }
  });

  test('tells a client why its body was not taken', async () => {
    const reading = async ({ body }: PassedRequest): Promise<never> => {
      await readAll(body ?? bodyStream());
      throw new Error('the body had an end');
    };
    const { has, beside } = await openBeside(() => reading);
    const path = await beginUpload(has, content.length);
    const broken = bodyStream('hello', () => {
      throw new HttpError(408, 'No byte arrived for 60 seconds.');
    });
    expect((await sendPart(beside, path, 0, broken)).status).toBe(408);
  });

  test('is not passed on where no peer is that node', async () => {
    const { has, beside } = await openBeside(() => undefined);
    const path = await beginUpload(has, content.length);
    expect(await offsetOf(beside, path)).toBe(-404);
    expect(await offsetOf(beside, '/_tus/x')).toBe(-404);
  });

  test('is passed on once, and not by a node that got it from another', async () => {
    const { has, beside } = await openBeside(wayTo);
    const path = await beginUpload(has, content.length);
    const asPeer = await sendTus(beside, 'HEAD', path, { headers: peerHeaders });
    expect(asPeer.status).toBe(404);
    const headers = { 'X-Cockatiel-Node': '00000000000000cc' };
    expect((await sendTus(beside, 'HEAD', path, { headers })).status).toBe(404);
  });
});
