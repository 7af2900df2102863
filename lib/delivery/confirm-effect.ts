import { arrivingReason, deletedReason, hostReason } from '../http/node-headers.ts';
import type { Operation } from '../journal/journal.ts';
import { matchLocation } from '../names/match-location.ts';
import { partsOf } from '../names/stored-name.ts';
import {
  DeliveryError,
  PeerFullError,
  UnauthorizedError,
  UploadConflictError,
} from './delivery-error.ts';
import { toLastingRefusal } from './lasting-refusal.ts';
import type { IdentifiedResponse, Peer } from './peer.ts';
import { peerProblems } from './peer-problem.ts';
import { isUnauthorizedStatus, isUnavailableStatus } from './response-status.ts';

/** Whether a response says that the peer has done an operation, be it true or not. */
export function claimsDone({ op }: Operation, { status, by, reason }: IdentifiedResponse): boolean {
  if (op === 'DELETE') return status === 200 || status === 404;
  if (status === 409) return by === 'unidentified' || reason === deletedReason;
  return status === 201 || status === 302;
}

/**
 * Resolves when a response acknowledges an operation: it says that the operation is done, and that
 * is verified. A node that shows an instance has compared the name itself. With a node of 1.0.0 the
 * path of the URL must be known to be right. Anything else may be no node, so the effect is
 * verified with further requests. Rejects with a `DeliveryError` otherwise.
 */
export async function confirmEffect(
  operation: Operation,
  response: IdentifiedResponse,
  peer: Peer,
): Promise<'acknowledged'> {
  if (!claimsDone(operation, response)) throw toRefusal(operation, response, peer);
  const { status, location } = response;
  const isStored = status === 201 || status === 302;
  const match = isStored ? matchLocation(location, operation.name) : 'none';
  if (match === 'other') throw rejectMisdirected(peer, `it stored the file as ${location}`);
  if (response.by === 'unidentified') {
    if (match === 'exact') await verifyWithHead(operation, response, peer);
    else if (isStored) await verifyBelowRoot(operation, response, peer);
    else await verifyDeleted(operation, response, peer);
    peer.noteLegacy();
  } else if (response.by === 'older' && match !== 'exact') await checkRoot(peer);
  if (match === 'exact') peer.knowRoot();
  peer.trust();
  return 'acknowledged';
}

/** Only who has the file can tell its hash. */
async function verifyWithHead(
  { name }: Operation,
  response: IdentifiedResponse,
  peer: Peer,
): Promise<void> {
  const { by, status, sha1 } = await peer.request({ method: 'HEAD', name });
  const isThere = status === 200 && sha1 === partsOf(name).sha1;
  if (by !== 'unidentified' || !isThere) throw rejectUnidentified(peer, response, status);
}

/** The path of the URL may be wrong: a HEAD below the same path then finds the file as well. */
async function verifyBelowRoot(
  operation: Operation,
  response: IdentifiedResponse,
  peer: Peer,
): Promise<void> {
  const isRoot = peer.isRootKnown || (await peer.findStanding()) === 'legacy';
  await verifyWithHead(operation, response, peer);
  if (!isRoot) throw rejectMisdirected(peer, 'it stored the file, but has no /_status there');
}

/**
 * A server without our files responds 404 to every name, so it must be the Python version. Its
 * status is requested before the file: in the other order another server's 404 could be followed by
 * the status of a Python version that has just come back.
 */
async function verifyDeleted(
  { name }: Operation,
  response: IdentifiedResponse,
  peer: Peer,
): Promise<void> {
  if ((await peer.findStanding()) !== 'legacy') throw rejectUnidentified(peer, response);
  const { by, status } = await peer.request({ method: 'HEAD', name });
  if (by !== 'unidentified' || status !== 404) throw rejectUnidentified(peer, response, status);
}

/** A node of 1.0.0 can't tell that a path is wrong, but has no status below a wrong one. */
async function checkRoot(peer: Peer): Promise<void> {
  if (peer.isRootKnown) return;
  const standing = await peer.findStanding();
  if (standing === 'elsewhere') throw rejectMisdirected(peer, 'it has no /_status below this URL');
  peer.knowRoot();
}

function rejectMisdirected(peer: Peer, what: string): DeliveryError {
  peer.doubt(peerProblems.wrongPath);
  return new DeliveryError(`${what}: the path in --node is wrong`, 'protocol');
}

/** `found` is the status of the file's HEAD, or `undefined` where that was not worth a request. */
function rejectUnidentified(
  peer: Peer,
  { status }: IdentifiedResponse,
  found?: number,
): DeliveryError {
  peer.doubt(peerProblems.notANode);
  const why = found === undefined ? "its /_status is not a node's" : `a HEAD gives ${found}`;
  return new DeliveryError(`it responded ${status} as if done, but ${why}`, 'protocol');
}

/**
 * A peer that says that the request is at fault, or that it could not store this one, is there and
 * well. Any other response is none that this protocol knows.
 */
function toRefusal({ op }: Operation, response: IdentifiedResponse, peer: Peer): DeliveryError {
  const { status, by, reason } = response;
  const message = `it responded ${status}`;
  if (by !== 'unidentified' && reason === arrivingReason) {
    return new DeliveryError('another sender is transferring the file to it', 'arriving');
  }
  if (isUnauthorizedStatus(status)) return new UnauthorizedError(message, 'rejected');
  if (by === 'unidentified' && !isUnavailableStatus(status)) peer.doubt();
  else if (status === 421 && reason !== hostReason) {
    peer.doubt(peerProblems.wrongPath);
    const cause = 'it reads another name than was meant: the path in --node is wrong';
    return new DeliveryError(cause, 'rejected');
  }
  if (op === 'PUT' && status === 507) return new PeerFullError(message, 'rejected');
  if (op === 'PUT' && status === 409) {
    return new UploadConflictError(`${message}, but has no tombstone of the name`, 'rejected');
  }
  const lasting = toLastingRefusal(response);
  if (lasting !== undefined) return lasting;
  const isRefusal = status >= 400 && status <= 599 && !isUnavailableStatus(status);
  return new DeliveryError(message, isRefusal ? 'rejected' : 'protocol');
}
