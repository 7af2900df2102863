import { createHash } from 'node:crypto';
import { sha1Of } from '../support/node/sha1-of.ts';
import { metadataOf } from '../support/node/tus.ts';
import { ownDirectory, tusHeaders } from './check-uploads.ts';
import { bases, pickContent } from './contents.ts';
import { type Message, type Reply, uploadsPath } from './message.ts';
import { transmit } from './network.ts';
import { pickNode } from './run-client-step.ts';
import type { SimNode } from './sim-node.ts';
import type { ResumableStep } from './step.ts';
import { wrongHash } from './upload-promises.ts';
import type { World } from './world.ts';

const mostTries = 14;
const mostBytes = 6000;
const clientHeaders = { ...tusHeaders, 'User-Agent': 'client/1.0' };
const partType = { 'Content-Type': 'application/offset+octet-stream' };

/** A client's upload, and what the client knows of it. */
interface Session {
  readonly world: World;
  readonly step: ResumableStep;
  readonly name: string;
  readonly content: Uint8Array<ArrayBuffer>;
  readonly below: (limit: number, key: string) => number;
  readonly chance: (probability: number, key: string) => boolean;
  /** Its path; absent until it has begun. */
  path: string | undefined;
  /** How far it is; absent when a response was lost. */
  offset: number | undefined;
  isOver: boolean;
}

/** Sends a file in parts, as a client of tus does: what breaks off goes on where the node says. */
export async function runResumable(world: World, step: ResumableStep): Promise<void> {
  const session = openSession(world, step);
  for (let tries = 0; tries < mostTries && !session.isOver; tries += 1) {
    await next(session);
    const isLong = session.chance(0.15, 'waits long');
    await world.scheduler.sleep(session.below(isLong ? 6000 : 300, 'waits'));
  }
}

function openSession(world: World, step: ResumableStep): Session {
  const { prng, plan } = world;
  const { number, shared } = step;
  const of = `resumable upload ${number}`;
  const below = (limit: number, key: string): number => prng.below(limit, `${of} ${key}`);
  const sizeBytes = below(mostBytes, 'size');
  const own = new TextEncoder().encode(`${number} `.padEnd(sizeBytes, 'z'));
  return {
    world,
    step,
    name: shared ? (bases[shared.base] as string) : `${ownDirectory}${number}`,
    content: shared ? pickContent(shared.body, plan.hasLargeBody) : own,
    below,
    chance: (probability, key) => prng.chance(probability, `${of} ${key}`),
    path: undefined,
    offset: undefined,
    isOver: false,
  };
}

async function next(session: Session): Promise<void> {
  const { step, offset, content, world, chance } = session;
  if (session.path === undefined) return await begin(session);
  const isFar = (offset ?? 0) >= content.length / 2;
  if (step.ending === 'abandoned' && isFar) session.isOver = true;
  else if (step.ending === 'deleted' && isFar) await end(session);
  else if (offset === undefined) await ask(session);
  else if (chance(0.1, 'is impatient')) {
    // It has lost the connection, and the node has not noticed.
    void world.whileBusy(sendPart(session, offset));
    await world.scheduler.sleep(session.below(12, 'notices'));
    await ask(session);
  } else await sendPart(session, offset);
}

async function begin(session: Session): Promise<void> {
  const { content, step, chance } = session;
  const hash = step.hash === 'wrong' ? wrongHash : sha1Of(content);
  const metadata = { path: session.name, ...(step.hash !== 'none' && { sha1: hash }) };
  const headers = {
    ...(step.isDeferred
      ? { 'Upload-Defer-Length': '1' }
      : { 'Upload-Length': String(content.length) }),
    'Upload-Metadata': metadataOf(metadata),
  };
  // One of no bytes is whole at once.
  const hasBytes = chance(0.3, 'sends at once') || content.length === 0;
  const bytes = hasBytes ? nextPart(session, 0) : undefined;
  if (bytes?.length === content.length) session.world.oracle.posted.add(session.name);
  const reply = await send(session, 'POST', uploadsPath, headers, bytes);
  if (reply === undefined) return;
  const location = reply.headers.get('location');
  if (reply.status === 201 && location !== null) {
    session.path = location.slice(1);
    if (bytes !== undefined) session.world.reach('first bytes come with a resumable upload');
    learn(session, reply);
  } else session.isOver = reply.status < 500 || reply.status === 501;
}

async function ask(session: Session): Promise<void> {
  const reply = await send(session, 'HEAD', session.path as string, {});
  if (reply !== undefined) learn(session, reply);
}

async function end(session: Session): Promise<void> {
  const reply = await send(session, 'DELETE', session.path as string, {});
  if (reply === undefined || reply.status >= 500) return;
  session.isOver = true;
  if (reply.status !== 204) return;
  session.world.reach('a resumable upload is ended by its client');
}

async function sendPart(session: Session, offset: number): Promise<void> {
  const { content, step } = session;
  const bytes = nextPart(session, offset);
  const isLast = offset + bytes.length === content.length;
  const headers = {
    'Upload-Offset': String(offset),
    ...(step.isDeferred && isLast && { 'Upload-Length': String(content.length) }),
  };
  session.offset = undefined;
  const reply = await send(session, 'PATCH', session.path as string, headers, bytes);
  if (reply !== undefined) learn(session, reply);
}

/** Mostly all that is left. With the last byte it may be stored, so from then on it may be there. */
function nextPart(session: Session, offset: number): Uint8Array<ArrayBuffer> {
  const { content, below, chance, world, name, step } = session;
  const left = content.length - offset;
  const size = chance(0.4, 'sends the rest') ? left : below(left + 1, 'part');
  if (size === left && step.hash !== 'wrong') world.oracle.offered(name, content);
  return content.slice(offset, offset + size);
}

/** What a response says of the upload. */
function learn(session: Session, { status, headers }: Reply): void {
  const offset = headers.get('upload-offset');
  session.offset = offset === null ? undefined : Number(offset);
  if (headers.has('content-location')) session.isOver = true;
  // It is gone, or refused for good; a client would begin it again as another one.
  if (status === 400 || status === 404 || status === 410) session.isOver = true;
}

async function send(
  session: Session,
  method: string,
  name: string,
  headers: Readonly<Record<string, string>>,
  bytes?: Uint8Array<ArrayBuffer>,
): Promise<Reply | undefined> {
  const { world, chance, below, step } = session;
  const hasHash = bytes !== undefined && chance(0.3, 'sends a hash');
  const body = bytes && { sizeBytes: bytes.length, read: async () => bytes };
  const message: Message = {
    to: nodeFor(session, chance(0.2, 'goes elsewhere') ? step.node + below(4, 'node') : step.node)
      .id,
    method,
    name,
    headers: {
      ...clientHeaders,
      ...headers,
      ...(bytes && partType),
      ...(hasHash && { 'Upload-Checksum': checksumOf(bytes) }),
      ...(chance(0.2, 'wants json') && { Accept: 'application/json' }),
    },
    ...(body && { body }),
    isFragile: hasHash,
  };
  const text = `${method} ${name} to ${message.to}`;
  world.tell('client', `${text}, ${bytes?.length ?? 'no'} bytes from ${headers['Upload-Offset']}`);
  try {
    const reply = await transmit(world, message);
    const [offset, location] = ['upload-offset', 'content-location'].map((key) =>
      reply.headers.get(key),
    );
    world.tell('client', `has ${reply.status} ${offset ?? ''} ${location ?? ''} for ${text}`);
    return reply;
  } catch (error) {
    world.tell('client', `has no response for ${text}: ${error}`);
    return undefined;
  }
}

/** One of the Python version knows no resumable uploads. */
function nodeFor({ world }: Session, at: number): SimNode {
  const node = pickNode(world, at);
  return node.isLegacy ? pickNode(world, at + 1) : node;
}

function checksumOf(bytes: Uint8Array): string {
  return `sha1 ${createHash('sha1').update(bytes).digest('base64')}`;
}
