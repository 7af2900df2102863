import type { PeerBody } from '../../lib/delivery/peer-link.ts';
import type { SimNode } from './sim-node.ts';
import type { UnidentifiedKind } from './unidentified-server.ts';

/** Where clients begin resumable uploads. */
export const uploadsPath = '_tus';

/** Who sends requests to nodes: another node, or a bucket behind one. */
export type Sender = Pick<SimNode, 'id' | 'onDeath'>;

/** A request on its way to a node. */
export interface Message {
  /** The node that sends it; absent when a client does. */
  readonly sender?: Sender;
  /** The receiver's id. */
  readonly to: string;
  readonly method: string;
  /** The host that it was sent to, when a node has sent it. */
  readonly host?: string;
  /** What precedes the name in the path; nothing by default. */
  readonly prefix?: string;
  /** Who responds instead of the receiver. */
  readonly unidentified?: UnidentifiedKind | undefined;
  /** The requested name, decoded. */
  readonly name: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: PeerBody;
  /** Whether the bytes may change on the way although no hash would show it. */
  readonly isFragile: boolean;
  /** Whether a node wants to have the file for a client of its own. */
  readonly isRead?: true;
  /** How long the sender waits for the whole response; as long as something moves by default. */
  readonly responseTimeoutMs?: number;
  /** Aborts it, as long as its response is not here. */
  readonly signal?: AbortSignal;
  /** What a batch carries, in order. */
  readonly operations?: readonly BatchedMessage[];
  /** Takes what arrives of the response to a batch, piece by piece, and its head. */
  readonly onText?: (text: string, head: Reply) => void;
  /** Whether it came, or goes, in a batch. */
  readonly isBatched?: true;
  /** Where its body begins in the batch. */
  readonly firstByte?: number;
}

/** An operation of a batch, as the message that it would be alone. */
export type BatchedMessage = Message & { readonly isBatched: true; readonly firstByte: number };

/**
 * What nodes ask each other. `operation`: what a delivery takes. `batch`: many of them in one.
 * `read`: of a file for a client. `passed on`: of a client, for its resumable upload. `probe`: whether the peer is there, and lets this node in.
 */
export type MessageKind = 'operation' | 'batch' | 'comparison' | 'probe' | 'read' | 'passed on';

export function kindOf({ method, name, isRead }: Message): MessageKind {
  if (isRead === true) return 'read';
  if (isOfUpload(name)) return 'passed on';
  if (name === '_batch') return 'batch';
  if (method === 'POST') return 'comparison';
  return name === '_status' || name === 'probe' ? 'probe' : 'operation';
}

/** The same, or the name of a comparison or a batch. */
export function countedKindOf(message: Message): string {
  return message.method === 'POST' ? message.name : kindOf(message);
}

/** Whether a request is for a resumable upload. */
export function isOfUpload(name: string): boolean {
  return name === uploadsPath || name.startsWith(`${uploadsPath}/`);
}

/** A response that arrived. */
export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  /** The body; `undefined` when it broke off. */
  readonly body: Uint8Array<ArrayBuffer> | undefined;
}

export function senderOf({ sender }: Message): string {
  return sender?.id ?? 'client';
}

/** What a message is, as a key of the random numbers. */
export function describeMessage(message: Message): string {
  return `${senderOf(message)} → ${message.to} ${message.method} ${message.name}`;
}
