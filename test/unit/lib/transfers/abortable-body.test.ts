import { expect, it } from 'vitest';
import { createAbortableBody } from '../../../../lib/transfers/abortable-body.ts';
import { textOf } from '../../../support/disk/small-files.ts';
import { bodyOf } from '../../../support/http/body-of.ts';
import { createGate } from '../../../support/node/gate.ts';

it('returns all chunks of a body', async () => {
  const body = createAbortableBody(bodyOf('one', 'two'));
  body.abort(new Error('too early'));
  const texts: string[] = [];
  for await (const chunk of body) {
    texts.push(textOf(chunk));
    body.abort(new Error('not while nobody waits'));
  }
  body.abort(new Error('too late'));
  expect(texts).toEqual(['one', 'two']);
});

it('rejects with the error of the body', async () => {
  async function* broken(): AsyncGenerator<Uint8Array> {
    yield* bodyOf('one');
    throw new Error('cut');
  }
  const chunks = createAbortableBody(broken())[Symbol.asyncIterator]();
  await chunks.next();
  await expect(chunks.next()).rejects.toThrow('cut');
});

it('ends a wait for a chunk, and cancels the body when that arrives or fails', async () => {
  const gate = createGate();
  let isLeft = false;
  async function* stalled(): AsyncGenerator<Uint8Array> {
    try {
      await gate.opened;
      yield* bodyOf();
      throw new Error('cut');
    } finally {
      isLeft = true;
    }
  }
  const body = createAbortableBody(stalled());
  const waiting = body[Symbol.asyncIterator]().next();
  body.abort(new Error('sent away'));
  await expect(waiting).rejects.toThrow('sent away');
  gate.open();
  await expect.poll(() => isLeft).toBe(true);
});

it('cancels the body when its reader does, whatever the outcome', async () => {
  let isLeft = false;
  async function* endless(): AsyncGenerator<Uint8Array> {
    try {
      for (;;) yield* bodyOf('more');
    } finally {
      isLeft = true;
      await Promise.reject(new Error('cut'));
    }
  }
  for await (const _chunk of createAbortableBody(endless())) break;
  await expect.poll(() => isLeft).toBe(true);
});
