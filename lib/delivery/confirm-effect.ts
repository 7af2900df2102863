import { arrivingReason, deletedReason, hostReason } from '../http/node-headers.ts';
import type { Operation } from '../journal/journal.ts';
import { matchLocation } from '../names/match-location.ts';
import { parseStoredName } from '../names/stored-name.ts';
import { ConflictError, DeliveryError, UnauthorizedError } from './delivery-error.ts';
import { type IdentifiedResponse, type Peer, stranger, wrongPath } from './peer.ts';

/** The peer, or what stands before it, takes nothing at present. */
const unavailable = new Set([429, 502, 503, 504]);
const noStatus = 'no status of a node';
/** It wants another secret, which says nothing about who it is. */
const unauthorized = new Set([401, 403]);

/** Tells whether a response says that the peer is done with an operation. */
export function claimsDone({ op }: Operation, { status, by, reason }: IdentifiedResponse): boolean {
  if (op === 'DELETE') return status === 200 || status === 404;
  if (status === 409) return by === 'unidentified' || reason === deletedReason;
  return status === 201 || status === 302;
}

/**
 * Resolves when a response acknowledges an operation: the peer says that it is done, and that is
 * known to be so. A node that shows an instance has compared the name itself. Of a node of 1.0.0
 * the path must be known to be right. Anything else may be no node: its effect is looked at.
 * Rejects with a `DeliveryError` otherwise.
 */
export async function confirmEffect(
  operation: Operation,
  response: IdentifiedResponse,
  peer: Peer,
): Promise<'acknowledged'> {
  if (!claimsDone(operation, response)) throw explainRefusal(operation, response, peer);
  const { status, location } = response;
  const isStored = status === 201 || status === 302;
  const match = isStored ? matchLocation(location, operation.name) : 'none';
  if (match === 'other') throw misdirected(peer, `it stored the file as ${location}`);
  if (response.by === 'unidentified') {
    if (match === 'exact') await confirmThere(operation, response, peer);
    else if (isStored) await confirmBelowRoot(operation, response, peer);
    else await confirmGone(operation, response, peer);
    peer.noteLegacy();
  } else if (response.by === 'older' && match !== 'exact') await checkRoot(peer);
  if (match === 'exact') peer.knowRoot();
  peer.trust();
  return 'acknowledged';
}

/** The hash of the file is what only who has the file can tell. */
async function confirmThere(
  { name }: Operation,
  response: IdentifiedResponse,
  peer: Peer,
): Promise<void> {
  const { by, status, sha1 } = await peer.request({ method: 'HEAD', name });
  const isThere = status === 200 && sha1 === parseStoredName(name)?.sha1;
  if (by !== 'unidentified' || !isThere) throw notSo(peer, response, `${status} for the file`);
}

/** The file may be at another path, and be found there by the same path. */
async function confirmBelowRoot(
  operation: Operation,
  response: IdentifiedResponse,
  peer: Peer,
): Promise<void> {
  const isRoot = peer.isRootKnown || (await peer.findStanding()) === 'legacy';
  await confirmThere(operation, response, peer);
  if (!isRoot) throw misdirected(peer, 'it stored the file, and has no status below this URL');
}

/**
 * Anything that knows no files answers 404 for each. So the Python version must be there: it is
 * asked for before the file, since what comes back between the two then tells the truth.
 */
async function confirmGone(
  { name }: Operation,
  response: IdentifiedResponse,
  peer: Peer,
): Promise<void> {
  if ((await peer.findStanding()) !== 'legacy') throw notSo(peer, response, noStatus);
  const { by, status } = await peer.request({ method: 'HEAD', name });
  if (by === 'unidentified' && status === 404) return;
  throw notSo(peer, response, `${status} for the file`);
}

/** A node of 1.0.0 can't tell that a path is wrong, but below it there is no status. */
async function checkRoot(peer: Peer): Promise<void> {
  if (peer.isRootKnown) return;
  const standing = await peer.findStanding();
  if (standing === 'elsewhere') throw misdirected(peer, 'it has no status below this URL');
  peer.knowRoot();
}

function misdirected(peer: Peer, what: string): DeliveryError {
  peer.doubt(wrongPath);
  return new DeliveryError(`${what}: the path in --node is wrong`, 'protocol');
}

function notSo(peer: Peer, { status }: IdentifiedResponse, then: string): DeliveryError {
  peer.doubt(stranger);
  return new DeliveryError(`it answered ${status} as if done, and then ${then}`, 'protocol');
}

/**
 * The peer is there, and well, when it says that the request is at fault or that this one could not
 * be stored; any other answer is none that this protocol knows.
 */
function explainRefusal(
  { op }: Operation,
  response: IdentifiedResponse,
  peer: Peer,
): DeliveryError {
  const { status, by, reason } = response;
  const message = `it answered ${status}`;
  if (by !== 'unidentified' && reason === arrivingReason) {
    return new DeliveryError('the file is arriving there from another sender', 'arriving');
  }
  if (unauthorized.has(status)) return new UnauthorizedError(message, 'rejected');
  if (by === 'unidentified' && !unavailable.has(status)) peer.doubt();
  else if (status === 421 && reason !== hostReason) {
    peer.doubt(wrongPath);
    const reads = 'it reads another name than this node means';
    return new DeliveryError(`${reads}: the path in --node is wrong`, 'rejected');
  }
  if (op === 'PUT' && status === 409) {
    return new ConflictError(`${message}, and not because the file was deleted`, 'rejected');
  }
  const isRefusal = status >= 400 && status <= 599 && !unavailable.has(status);
  return new DeliveryError(message, isRefusal ? 'rejected' : 'protocol');
}
