import { handle } from '../../../handlers/router.ts';
import type { Context, HostContext } from '../../../lib/context.ts';
import { createTestContext, type TestContextOptions } from './create-test-context.ts';
import { createManualTimers, type ManualTimers } from './manual-timers.ts';
import { createRequest, type Sent } from './send.ts';
import { sha1Of } from './sha1-of.ts';

/** The ids of the peers. */
export const [b, c] = ['00000000000000bb', '00000000000000cc'] as const;
/** What the file of `upload` is called. */
export const name = `file_1700000000_${sha1Of('content')}.txt` as never;
export const two = { 'Cockatiel-Copies': '2' };
export const three = { 'Cockatiel-Copies': '3' };

/** A node whose peers are played by the test. */
export interface CountingNode {
  readonly ctx: HostContext;
  readonly timers: ManualTimers;
  /** The names that peers were asked for. */
  readonly asked: string[];
  /** Those that say they have it. */
  holders: readonly string[];
  /** Lets a peer acknowledge the file. */
  acknowledge(nodeId: string): void;
}

/** Opens a node with two peers. */
export async function openCountingNode(options: TestContextOptions = {}): Promise<CountingNode> {
  const clock = { ms: 1_700_000_000_000 };
  const timers = createManualTimers(clock);
  const config = { peerUrls: ['http://b', 'http://c'] };
  const { ctx } = await createTestContext({ clock, timers, config, ...options });
  const asked: string[] = [];
  const remoteFiles: Context['remoteFiles'] = {
    ...ctx.remoteFiles,
    async findHolders(wanted, onHolder) {
      asked.push(wanted);
      for (const holder of node.holders) onHolder(holder);
      return true;
    },
  };
  const node: CountingNode = {
    ctx: { ...ctx, remoteFiles },
    timers,
    asked,
    holders: [],
    acknowledge: (nodeId) => ctx.peers.copies.note(name, nodeId),
  };
  return node;
}

/** An upload that may take a while. */
export interface Upload {
  readonly isOver: boolean;
  /** The status, `Location`, `Cockatiel-Copies` and `Preference-Applied`. */
  readonly outcome: Promise<readonly (string | number | null)[]>;
  readonly client: AbortController;
}

/** Uploads a file as a client does. */
export function upload(
  node: CountingNode,
  headers: NonNullable<Sent['headers']>,
  path = '/file.txt',
): Upload {
  const client = new AbortController();
  const request = createRequest('PUT', path, { body: 'content', headers });
  const outcome = outcomeOf(handle(new Request(request, { signal: client.signal }), node.ctx));
  const sent = { isOver: false, outcome, client };
  void outcome.then(() => {
    sent.isOver = true;
  });
  return sent;
}

async function outcomeOf(responding: Promise<Response>): Upload['outcome'] {
  const { status, headers } = await responding;
  const names = ['Location', 'Cockatiel-Copies', 'Preference-Applied'];
  return [status, ...names.map((header) => headers.get(header))];
}
