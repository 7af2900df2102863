import { parseResponse } from '../../lib/batches/batch-format.ts';
import type { PeerRequest, PeerResponse } from '../../lib/delivery/peer-link.ts';
import { createLineReader } from '../../lib/delivery/response-body.ts';
import { readResponseHead } from '../../lib/delivery/response-head.ts';
import { toReply, unpackBatch } from './batched-messages.ts';
import type { RequestCount } from './count-requests.ts';
import type { Message, Reply } from './message.ts';
import type { SimNode } from './sim-node.ts';
import type { World } from './world.ts';

/** A batch on its way, as its sender sees it. */
export interface OpenBatch {
  readonly message: Message;
  /** Takes the end of its response, a 200, and returns what the link does. */
  finish(reply: Reply): PeerResponse;
  /** It ends, whatever came of it. */
  end(): void;
}

/** The process that sends a batch. */
export interface BatchSender {
  readonly node: SimNode;
  readonly requests: RequestCount;
  /** Whether the process is there, and its links are not closed. */
  isOpen(): boolean;
}

/**
 * Begins a batch. For the oracle each operation is sent with it, and acknowledged as soon as its
 * line is there.
 */
export async function openBatch(
  world: World,
  { node, requests, isOpen }: BatchSender,
  message: Message,
  { onLine }: Pick<PeerRequest, 'onLine'>,
): Promise<OpenBatch> {
  const { oracle, reach, tell } = world;
  const batch = (await message.body?.read()) as Uint8Array<ArrayBuffer>;
  const operations = unpackBatch(message, batch);
  const ends = operations.map((operation) => requests.begin(message.host ?? '', operation));
  const open = new Set(operations);
  for (const operation of operations) {
    tell(node.id, `sends ${operation.method} ${operation.name}, batched`);
    oracle.sent(node, operation);
  }
  reach('a batch is sent');
  let head: Reply | undefined;

  function takeLine(line: string): void {
    const answer = parseResponse(line, operations.length);
    const operation = operations[answer?.at ?? -1];
    if (answer !== undefined && operation !== undefined) {
      open.delete(operation);
      ends[answer.at]?.();
      oracle.acknowledged(node, operation, toReply(operation, answer));
    }
    onLine?.(line, readHead(head as Reply));
  }

  const takeText = createLineReader(takeLine);

  function onText(text: string, from: Reply): void {
    if (!isOpen()) return;
    head = from;
    takeText(text);
  }

  return {
    message: { ...message, operations, onText },
    finish(reply) {
      // Of a node all lines have come; another server sends whatever it has.
      onText(new TextDecoder().decode(reply.body), reply);
      return readHead(reply);
    },
    end() {
      for (const end of ends) end();
      if (!isOpen()) reach('the sender of a batch ends before it');
      if (open.size > 0 && open.size < operations.length) reach('a batch is answered in part');
    },
  };
}

function readHead({ status, headers }: Reply): PeerResponse {
  return readResponseHead(status, (name) => headers.get(name) ?? undefined);
}
