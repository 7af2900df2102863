import { parseStoredName } from '../../lib/names/stored-name.ts';
import { sha1Of } from '../support/node/sha1-of.ts';
import type { GivenResponse } from './oracle.ts';
import type { World } from './world.ts';

/** Judges the response to a GET or HEAD of a name: what is served, and what is said to be absent. */
export function checkRead(world: World, response: GivenResponse): void {
  const { oracle } = world;
  const { node, message, status, receivedAt } = response;
  const { name } = message;
  const book = oracle.book(node);
  const isServed = status === 200 || status === 206 || status === 304;
  if (isServed && book.wasBuried(name, receivedAt)) {
    oracle.fail('I2', `${node.id} serves ${name}, which it had deleted`);
  }
  // To a node it says only what it has itself.
  if (status === 404 && message.sender === undefined) book.miss(name, receivedAt);
  const mayLack = node.storageMount.wasMissingSince(receivedAt);
  if (status === 404 && !mayLack && book.wasHeld(name, receivedAt)) {
    oracle.fail('I1', `${node.id} does not serve ${name}, which it had acknowledged`);
  }
  if (message.method !== 'GET' || response.body === undefined) return;
  if (status === 200) checkWhole(oracle, response, response.body);
  if (status === 206) checkRange(world, response, response.body);
}

function checkWhole(
  oracle: World['oracle'],
  { node, message, receivedAt }: GivenResponse,
  body: Uint8Array<ArrayBuffer>,
): void {
  const { name } = message;
  // A copy that was whole when it was read may be trusted for a day (docs/guarantees.md).
  if (oracle.book(node).rotten.metBy(name, receivedAt)?.incarnation === node.incarnation) return;
  if (sha1Of(body) === parseStoredName(name)?.sha1) return;
  oracle.fail('I3', `${node.id} serves ${body.length} bytes as ${name}, which are not its own`);
}

/**
 * A range is not verified, so one of a corrupt copy may be wrong, and one that a link has damaged on
 * its way from a peer (docs/guarantees.md).
 */
function checkRange(
  { oracle, nodes, plan }: World,
  { node, message, headers, receivedAt }: GivenResponse,
  body: Uint8Array<ArrayBuffer>,
): void {
  const { name } = message;
  const isRemote = oracle.book(node).hasFetched(name, receivedAt);
  if (isRemote && plan.rates.has('bytes flipped')) return;
  for (const holder of isRemote ? nodes.values() : [node]) {
    if (oracle.book(holder).rotten.metBy(name, receivedAt) !== undefined) return;
  }
  const [, first = '', last = ''] =
    /^bytes (\d+)-(\d+)\//u.exec(headers.get('content-range') ?? '') ?? [];
  const expected = oracle.contentOf(name)?.subarray(Number(first), Number(last) + 1);
  if (expected !== undefined && Buffer.compare(expected, body) === 0) return;
  oracle.fail('I3', `${node.id} serves other bytes than asked for of ${name}`);
}
