import type { PeerBody } from '../../lib/delivery/peer-link.ts';
import type { SimNode } from './sim-node.ts';
import type { UnidentifiedKind } from './unidentified-server.ts';

/** A request on its way to a node. */
export interface Message {
  /** The node that sends it; absent when a client does. */
  readonly sender?: SimNode;
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
