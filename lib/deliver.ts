import type { Context, Operation, StoredFile } from './context.ts';
import { DeliveryError, UnauthorizedError } from './delivery-error.ts';
import { errorCode } from './error-code.ts';
import { isNodeId } from './node-id.ts';
import type { PeerAnswer, PeerLink, PeerRequest } from './peer-link.ts';
import { DamagedFileError } from './stored-content.ts';
import { parseStoredName } from './stored-name.ts';

/** A peer, as far as this life of the node has met it. */
export interface Peer {
  readonly link: PeerLink;
  /**
   * The id it last answered with. An answer without one is then a stranger's, until it proves good.
   */
  nodeId: string | undefined;
}

type DeliverContext = Pick<Context, 'storage' | 'deletions'>;

const doneAfterPut = new Set([201, 302, 409]);
const doneAfterDelete = new Set([200, 404]);
/** The peer, or what stands before it, takes nothing at present. */
const unavailable = new Set([429, 502, 503, 504]);
/** Nobody listens there, or there is no way there. */
const unreachableCodes = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
]);

/**
 * Tells a peer of one operation. Resolves with `told` when the peer has acknowledged it, with
 * `needless` when it has no need of it. Rejects with a `DeliveryError` when the peer did not take
 * it, with another error when this node can't read what is to be sent. Told twice, a peer only says
 * so again.
 */
export async function deliver(
  operation: Operation,
  peer: Peer,
  ctx: DeliverContext,
): Promise<'told' | 'needless'> {
  if (operation.op === 'DELETE') return await deliverDeletion(operation, peer);
  // A record without a file: deleted since, or never committed. Nobody was told that it is stored.
  if (ctx.deletions.has(operation.name)) return 'needless';
  // Who has it from here never sends it back, so it must be here to stay.
  await ctx.storage.secure(operation.name);
  const file = await ctx.storage.open(operation.name);
  // A node must not be told of what is not here, even if it only has to say that it knows it.
  if (file === undefined) return await skipMissing(ctx);
  try {
    const known = (await findKnown(operation, peer)) ?? (await offerFile(operation, peer));
    return known ?? (await sendFile(operation, file, peer));
  } finally {
    await file.close();
  }
}

/** Nothing pending is dropped because the disk with its file is not mounted. */
async function skipMissing({ storage }: DeliverContext): Promise<'needless'> {
  if (await storage.isInPlace()) return 'needless';
  throw new Error('The file is not here, and the storage directory is not the remembered one.');
}

async function deliverDeletion(operation: Operation, peer: Peer): Promise<'told' | 'needless'> {
  const known = await findKnown(operation, peer);
  if (known !== undefined) return known;
  const answer = await ask(peer, { method: 'DELETE', name: operation.name });
  if (answer.nodeId === undefined && answer.status === 200) await checkThat(peer, operation, 404);
  else refuseStranger(peer, answer);
  return checkStatus(answer, doneAfterDelete);
}

/**
 * Looks whether the name is in the state that an answer without an id claims: what gave it may be
 * no peer at all. If it is, this is a peer of the original kind, whatever stood there before.
 */
async function checkThat(peer: Peer, { name }: Operation, expected: 200 | 404): Promise<void> {
  const { status, sha1 } = await ask(peer, { method: 'HEAD', name });
  const isSame = expected === 404 || sha1 === parseStoredName(name)?.sha1;
  if (status !== expected || !isSame) {
    throw new DeliveryError(`it said done, and then answered ${status} for the file`, 'broken');
  }
  peer.nodeId = undefined;
}

/** Where a node of this program was met, what shows no id must prove what it says. */
function refuseStranger(peer: Peer, answer: PeerAnswer): void {
  if (!isStranger(peer, answer)) return;
  throw new DeliveryError(`something else answered (${answer.status})`, 'broken');
}

function isStranger(peer: Peer, answer: PeerAnswer): boolean {
  return answer.nodeId === undefined && peer.nodeId !== undefined;
}

async function sendFile(operation: Operation, file: StoredFile, peer: Peer): Promise<'told'> {
  const body = { sizeBytes: file.sizeBytes, read: () => file.readAll() };
  const answer = await ask(peer, { method: 'PUT', name: operation.name, body });
  const isStored = answer.status === 201 || answer.status === 302;
  if (isStored && isStranger(peer, answer)) await checkThat(peer, operation, 200);
  else refuseStranger(peer, answer);
  return checkStatus(answer, doneAfterPut);
}

/**
 * Asks a peer of this program, which nearly always has a forwarded file from its origin by now. It
 * could refuse the body as well, but then the connection would end with it.
 */
async function offerFile({ name, from }: Operation, peer: Peer): Promise<'told' | undefined> {
  if (from === undefined || peer.nodeId === undefined) return undefined;
  const answer = await ask(peer, { method: 'PUT', name });
  // Only what this program says of itself counts; anything else is found out with the body.
  return answer.nodeId !== undefined && doneAfterPut.has(answer.status) ? 'told' : undefined;
}

/**
 * Tells whether a forwarded operation came from this very peer, or is a file that a peer of the
 * original kind has: one that is not of this program gets asked first, because it would take the
 * whole body to say so.
 */
async function findKnown(
  { op, name, from }: Operation,
  peer: Peer,
): Promise<'told' | 'needless' | undefined> {
  if (from === undefined) return undefined;
  if (peer.nodeId !== undefined) return peer.nodeId === from ? 'needless' : undefined;
  const answer = await ask(peer, { method: 'HEAD', name });
  if (answer.nodeId !== undefined) return answer.nodeId === from ? 'told' : undefined;
  // Both kinds tell the hash; what answers 200 to everything does not.
  const hasFile = answer.status === 200 && answer.sha1 === parseStoredName(name)?.sha1;
  return op === 'PUT' && hasFile ? 'told' : undefined;
}

async function ask(peer: Peer, request: PeerRequest): Promise<PeerAnswer> {
  const { nodeId, ...answer } = await send(peer, request);
  if (nodeId === undefined || !isNodeId(nodeId)) return answer;
  peer.nodeId = nodeId;
  return { ...answer, nodeId };
}

async function send(peer: Peer, request: PeerRequest): Promise<PeerAnswer> {
  try {
    return await peer.link.send(request);
  } catch (error) {
    const code = errorCode(error);
    // No network fails like this: it was this node's disk, in the middle of the body.
    if (error instanceof DamagedFileError || code === 'EIO') throw error;
    const isUnreachable = code !== undefined && unreachableCodes.has(code);
    // An address that was tried in vain in several ways has its reasons in a list, and no message.
    const message = (error instanceof Error && error.message) || code || String(error);
    throw new DeliveryError(message, isUnreachable ? 'unreachable' : 'broken');
  }
}

/**
 * The peer is there, and well, when it says that the request is at fault or that this one could not
 * be stored; any other answer is none that this protocol knows.
 */
function checkStatus({ status }: PeerAnswer, done: ReadonlySet<number>): 'told' {
  if (done.has(status)) return 'told';
  const isRefusal = status >= 400 && status <= 599 && !unavailable.has(status);
  const message = `it answered ${status}`;
  if (status === 401 || status === 403) throw new UnauthorizedError(message, 'refused');
  throw new DeliveryError(message, isRefusal ? 'refused' : 'broken');
}
