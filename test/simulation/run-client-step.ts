import { parseStoredName, stampName } from '../../lib/names/stored-name.ts';
import { sha1Of } from '../support/node/sha1-of.ts';
import { bases, oneOfMany, pickContent } from './contents.ts';
import type { Message } from './message.ts';
import { transmit } from './network.ts';
import type { SimNode } from './sim-node.ts';
import type { ClientStep } from './step.ts';
import { unstamped } from './unstamped.ts';
import type { World } from './world.ts';

const clientHeaders = { 'User-Agent': 'client/1.0' };
const wrongHash = '0'.repeat(40);
/** So that a name below another one is not refused for its length. */
const longestAbove = 500;

/** Does what a client does, and waits for the response. */
export async function runClientStep(world: World, step: ClientStep): Promise<void> {
  const message = writeMessage(world, step);
  if (message === undefined) return;
  const text = `${message.method} ${message.name} to ${message.to}`;
  world.tell('client', text);
  try {
    const reply = await transmit(world, message);
    const location = reply.headers.get('location');
    world.tell('client', `has ${reply.status} ${location ?? ''} for ${text}`);
    if (location !== null) world.oracle.hear(decodeURIComponent(location.slice(1)));
  } catch (error) {
    world.tell('client', `has no response for ${text}: ${error}`);
  }
}

function writeMessage(world: World, step: ClientStep): Message | undefined {
  const node = pickNode(world, step.node);
  const shared = { to: node.id, headers: clientHeaders, isFragile: false };
  if (step.what === 'status') return { ...shared, method: 'GET', name: '_status' };
  if (step.what === 'upload') return writeUpload(world, node, step);
  if (step.what === 'upload below') return writeBelow(world, node, step);
  if ('number' in step) {
    const { base, content } = oneOfMany(step.number);
    if (step.what === 'upload one of many') return put(world, node, base, content);
    return remove(world, node, (name) => name.startsWith(`${base}_`));
  }
  if (step.what === 'delete unborn') {
    const name = unbornName(world, node, step);
    world.oracle.doom(name);
    return { ...shared, method: 'DELETE', name };
  }
  const name = pickName(world, step.which);
  if (name === undefined) return undefined;
  if (step.what === 'delete') {
    world.oracle.doom(name);
    return { ...shared, method: 'DELETE', name };
  }
  const headers = { ...clientHeaders, ...readHeaders(step.style, name) };
  return { ...shared, method: step.style === 'head' ? 'HEAD' : 'GET', name, headers };
}

function writeUpload(
  world: World,
  node: SimNode,
  { base, body, style }: Extract<ClientStep, { what: 'upload' }>,
): Message {
  const { oracle, plan } = world;
  const isWrong = style === 'wrong hash';
  const known =
    style === 'stored name'
      ? pickName(world, (base + body) % 2 === 0 ? 0 : base * 7 + body)
      : undefined;
  const content =
    known === undefined ? pickContent(body, plan.hasLargeBody) : oracle.contentOf(known);
  const bytes = isWrong
    ? new TextEncoder().encode(`refused ${world.scheduler.eventCount}`)
    : (content ?? pickContent(body, plan.hasLargeBody));
  const name = known ?? nameBelow(world, style, body, bases[base % bases.length] as string);
  if (!isWrong) oracle.offered(name, bytes);
  const stored = parseStoredName(name);
  if (stored !== undefined) oracle.offered(unstamped(stored), bytes);
  const hash = isWrong ? wrongHash : sha1Of(bytes);
  const hasHash = isWrong || style === 'hashed';
  const headers = { ...clientHeaders, ...(hasHash && { 'X-Content-SHA1': hash }) };
  const sent = { sizeBytes: bytes.length, read: async () => bytes };
  return { to: node.id, method: 'PUT', name, headers, body: sent, isFragile: style === 'hashed' };
}

/** Of the upload below a stored name; that name is a directory then, and stays a file's. */
function writeBelow(
  world: World,
  node: SimNode,
  { which, body }: Extract<ClientStep, { what: 'upload below' }>,
): Message | undefined {
  const above = pickName(world, which);
  if (above === undefined || above.length > longestAbove) return undefined;
  world.faults.note('names below stored names');
  return put(world, node, `${above}/thumb.jpg`, pickContent(body, world.plan.hasLargeBody));
}

function put(world: World, node: SimNode, name: string, bytes: Uint8Array<ArrayBuffer>): Message {
  world.oracle.offered(name, bytes);
  const body = { sizeBytes: bytes.length, read: async () => bytes };
  const headers = clientHeaders;
  return { to: node.id, method: 'PUT', name, headers, body, isFragile: false };
}

function remove(
  { oracle }: World,
  node: SimNode,
  isWanted: (name: string) => boolean,
): Message | undefined {
  const name = oracle.names.find((known) => isWanted(known) && !oracle.doomed.has(known));
  if (name === undefined) return undefined;
  oracle.doom(name);
  return { to: node.id, method: 'DELETE', name, headers: clientHeaders, isFragile: false };
}

/** A name below a stored one where the style wants it, and where there is one; up to three deep. */
function nameBelow(world: World, style: string, which: number, base: string): string {
  const above = style === 'derived' ? pickName(world, which) : undefined;
  if (above === undefined || above.split('/').length > 4) return base;
  world.reach('an upload below the name of a stored file');
  return `${above}/t`;
}

/** The name that an upload to this node would get in a moment. */
function unbornName(
  world: World,
  node: SimNode,
  { base, body, aheadSeconds }: Extract<ClientStep, { what: 'delete unborn' }>,
): string {
  const content = pickContent(body, world.plan.hasLargeBody);
  const seconds = 1_700_000_000 + Math.floor((world.scheduler.nowMs + node.skewMs) / 1000);
  const name = bases[base % bases.length] as string;
  return stampName(name, seconds + aheadSeconds, sha1Of(content))?.name as string;
}

function readHeaders(style: string, name: string): Readonly<Record<string, string>> {
  if (style === 'range') return { Range: 'bytes=1-3' };
  const [, sha1 = ''] = /_([0-9a-f]{40})/u.exec(name) ?? [];
  return style === 'condition' ? { 'If-None-Match': `"${sha1}"` } : {};
}

/** Late names are likelier: what happened just now is what may go wrong. */
function pickName({ oracle }: World, which: number): string | undefined {
  const { names } = oracle;
  const back = which % 2 === 0 ? Math.floor(which / 2) % 3 : which;
  return names[(names.length * 1000 - 1 - back) % Math.max(names.length, 1)];
}

export function pickNode({ nodes }: World, at: number): SimNode {
  const all = [...nodes.values()];
  return all[at % all.length] as SimNode;
}
