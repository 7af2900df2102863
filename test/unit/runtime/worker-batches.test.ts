import { expect, it } from 'vitest';
import { encodeBatch } from '../../../lib/batches/batch-format.ts';
import type { Context } from '../../../lib/context.ts';
import { restoreStoredName } from '../../../lib/names/stored-name.ts';
import { createMemoryContext } from '../../../runtime/memory-context.ts';
import { createWorker } from '../../../runtime/workers.ts';
import { createGate } from '../../support/node/gate.ts';
import { putOf, senderHeaders, storedAs } from '../../support/node/send-batch.ts';

it('a Worker goes on with a batch when the peer leaves in its response', async () => {
  const { storage, ...ctx } = await createMemoryContext();
  const gate = createGate();
  const slow: Context['storage'] = {
    ...storage,
    async stage(...given) {
      await gate.opened;
      return await storage.stage(...given);
    },
  };
  const kept: Promise<unknown>[] = [];
  const execution = { waitUntil: (work: Promise<unknown>): void => void kept.push(work) };
  const body = encodeBatch(['one', 'two'].map((content) => putOf(content, content)));
  const request = new Request('http://node/_batch', {
    method: 'POST',
    headers: senderHeaders,
    body,
  });
  const worker = createWorker(async () => ({ ctx: { ...ctx, storage: slow } }));
  const response = await worker.fetch(request, {}, execution);
  await response.body?.cancel();
  gate.open();
  await Promise.all(kept);
  const name = restoreStoredName(storedAs('two', 'two'));
  expect(await storage.version(name)).toBeDefined();
});
