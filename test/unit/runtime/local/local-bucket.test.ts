import { describe, expect, it } from 'vitest';
import { createStoreFailures } from '../../../../lib/object-store/store-failures.ts';
import { createLocalBucket, type LocalBucket } from '../../../../runtime/local/local-bucket.ts';
import { createTestContext } from '../../../support/node/create-test-context.ts';
import { createGate } from '../../../support/node/gate.ts';
import { createManualTimers } from '../../../support/node/manual-timers.ts';
import { silentLog } from '../../../support/node/silent-log.ts';
import { createMemoryObjectStore } from '../../../support/objects/memory-object-store.ts';
import { openTestObjectNode } from '../../../support/objects/open-test-object-node.ts';

const request = { method: 'GET', name: '_status' } as const;

/** A bucket whose first attempts to be opened fail, each once its gate is open. */
async function createBucket(failing: number) {
  const { ctx } = await createTestContext();
  const timers = createManualTimers({ ms: 0 });
  const gates = Array.from({ length: failing }, createGate);
  const seen = { attempts: 0, open: 0 };
  const bucket: LocalBucket = createLocalBucket({
    async open() {
      seen.attempts += 1;
      await gates[seen.attempts - 1]?.opened;
      if (seen.attempts <= failing) throw new Error('not there');
      seen.open += 1;
      const node = await openTestObjectNode(createMemoryObjectStore());
      const close = async (): Promise<void> => {
        seen.open -= 1;
        await node.close();
      };
      return { node: { ctx: node.ctx, askStore: async () => undefined }, close };
    },
    failures: createStoreFailures(ctx.clock, silentLog),
    timers,
  });
  return { bucket, link: bucket.connect(ctx.config, ctx), gates, seen };
}

describe('a bucket behind a node', () => {
  it('is opened by the first request, and closed once', async () => {
    const { bucket, link, seen } = await createBucket(0);
    expect(seen.attempts).toBe(0);
    await Promise.all([link.send(request), link.send(request)]);
    expect(seen).toEqual({ attempts: 1, open: 1 });
    await bucket.close();
    expect(seen.open).toBe(0);
  });

  it('that was never opened, or could not be, is closed, too', async () => {
    const { bucket } = await createBucket(0);
    await bucket.close();
    const { bucket: other, link, gates } = await createBucket(1);
    const failing = expect(link.send(request)).rejects.toThrow('not there');
    gates[0]?.open();
    await Promise.all([failing, other.close()]);
  });

  it('is opened again after a failure, and never twice, whenever requests come', async () => {
    const { bucket, link, gates, seen } = await createBucket(1);
    const sent = [link.send(request)];
    const sendOften = async (): Promise<void> => {
      for (let turn = 0; turn < 50; turn += 1) {
        sent.push(link.send(request));
        await Promise.resolve();
      }
    };
    gates[0]?.open();
    await Promise.all([sendOften(), sendOften()]);
    const outcomes = await Promise.allSettled(sent);
    expect(outcomes.at(-1)).toMatchObject({ status: 'fulfilled', value: { status: 200 } });
    expect(seen).toEqual({ attempts: 2, open: 1 });
    await bucket.close();
    expect(seen.open).toBe(0);
  });
});
