import { randomBytes } from 'node:crypto';
import { onTestFinished } from 'vitest';
import { handle } from '../../../handlers/router.ts';
import type { Secrets } from '../../../lib/access/secrets.ts';
import type { Config, Context } from '../../../lib/context.ts';

import type { ObjectStore } from '../../../lib/object-store/object-store.ts';
import type { PeerSet } from '../../../lib/replication/peer-set.ts';
import type { ObjectNodeOptions } from '../../../lib/startup/object-node-options.ts';
import { openObjectNode } from '../../../lib/startup/open-object-node.ts';
import { createSha1 } from '../../../runtime/node/hash.ts';
import { createMemoryDisk, type MemoryDisk } from '../disk/memory-disk.ts';
import { collectLog, type LogLine } from '../node/collect-log.ts';
import { createManualTimers, type ManualTimers } from '../node/manual-timers.ts';
import { createTestAccess } from '../node/test-access.ts';
import { testConfig } from '../node/test-config.ts';
import { createTestSpool } from './create-test-spool.ts';

/** A whole node on a bucket, without a socket, until the end of the test. */
export interface TestObjectNode {
  readonly ctx: Context;
  readonly peers: PeerSet;
  /** Calls back whenever there is a new operation. */
  onOperation(listener: () => void): void;
  readonly clock: { ms: number };
  readonly timers: ManualTimers;
  readonly logLines: LogLine[];
  /** Where large bodies are spooled. */
  readonly disk: MemoryDisk;
  /** Resolves if the store responds. */
  askStore(): Promise<void>;
  send(method: string, path: string, options?: SentOptions): Promise<Response>;
  /** Uploads a text, and returns the path of its name. */
  put(path: string, content: string): Promise<string>;
  close(): Promise<void>;
}

export interface SentOptions {
  readonly body?: BodyInit;
  readonly headers?: Record<string, string>;
}

export interface TestObjectNodeOptions {
  readonly config?: Partial<Config>;
  readonly secrets?: Secrets;
  readonly clock?: { ms: number };
  readonly node?: Partial<ObjectNodeOptions>;
}

/** Opens a node on a bucket. The clock stands at second 1,700,000,000. */
export async function openTestObjectNode(
  store: ObjectStore,
  options: TestObjectNodeOptions = {},
): Promise<TestObjectNode> {
  const clock = options.clock ?? { ms: 1_700_000_000_000 };
  const timers = createManualTimers(clock);
  const logLines: LogLine[] = [];
  const disk = createMemoryDisk();
  const node = await openObjectNode({
    store,
    spool: createTestSpool(disk.mount()),
    createSha1,
    createId: () => randomBytes(8).toString('hex'),
    clock: { nowMs: () => clock.ms },
    timers,
    log: collectLog(logLines),
    access: createTestAccess(options.secrets),
    config: { ...testConfig, ...options.config },
    ...options.node,
  });
  const { ctx, peers } = node;
  // The first sweep of left-overs.
  await timers.pass(0);
  let isOpen = true;

  async function close(): Promise<void> {
    if (isOpen) await node.close();
    isOpen = false;
  }

  async function send(
    method: string,
    path: string,
    { body, headers = {} }: SentOptions = {},
  ): Promise<Response> {
    const init = { method, headers, ...(body !== undefined && { body, duplex: 'half' }) };
    return await handle(new Request(`http://node${path}`, init), ctx);
  }

  onTestFinished(close);
  return {
    ctx,
    peers,
    onOperation: node.onOperation,
    clock,
    timers,
    logLines,
    disk,
    askStore: node.askStore,
    send,
    async put(path, content) {
      const response = await send('PUT', path, { body: content });
      return response.headers.get('location') as string;
    },
    close,
  };
}
