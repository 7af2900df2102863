import { describe, expect, it } from 'vitest';
import { offerWaitMs, originHeadStartMs } from '../../../../lib/batches/origins.ts';
import { setUp } from '../../../support/node/set-up-batches.ts';
import { settleMicrotasks } from '../../../support/node/settle-microtasks.ts';

const origin = '00000000000000c1';
const other = '00000000000000d1';

/** A peer that takes batches, with a deletion in flight: what is small goes in the next batch. */
async function setUpBatching() {
  const made = await setUp();
  await made.fill();
  return made;
}

/** The same, where a file of the origin had to be sent on. */
async function setUpWithoutOrigin() {
  const made = await setUpBatching();
  const { timers, forward, remove, sent } = made;
  void forward('sent on', origin);
  await timers.pass(originHeadStartMs);
  await sent[2]?.accept(201);
  // The one in flight is slow by now, and holds up nothing.
  void remove('third');
  await settleMicrotasks();
  return made;
}

describe('a file that is sent on', () => {
  it('waits for its origin, is offered, and goes alone, so that its bytes can be spared', async () => {
    const { timers, sent, forward, remove, operations } = await setUpBatching();
    void forward('a', origin);
    await timers.pass(originHeadStartMs - 1);
    expect(operations()).toHaveLength(2);
    // The one before it is slow by now.
    void remove('third');
    await timers.pass(1);
    await sent[2]?.accept(404);
    expect(operations().slice(2)).toEqual([['DELETE third'], ['PUT a']]);
    expect(sent[3]?.request.body).toBe(undefined);
    void remove('b');
    await sent[3]?.accept(404);
    expect(operations().slice(4)).toEqual([['PUT a'], ['DELETE b']]);
    expect(sent[4]?.request).toMatchObject({ from: origin, body: { sizeBytes: 1 } });
  });

  it.each([302, 409, 503])(
    'is not sent where the peer responds %i to that offer',
    async (status) => {
      const { timers, sent, forward } = await setUpBatching();
      const response = forward('a', origin);
      await timers.pass(originHeadStartMs);
      await sent[2]?.accept(status);
      expect((await response).status).toBe(status);
      expect(sent).toHaveLength(3);
    },
  );

  it('is offered with what else goes to the peer by then', async () => {
    const { sent, offer, remove, operations } = await setUpBatching();
    void offer('a', origin);
    await sent[1]?.accept(404);
    await settleMicrotasks();
    expect(operations()).toHaveLength(2);
    void remove('b');
    void offer('c', other);
    void remove('d');
    await settleMicrotasks();
    await sent[2]?.accept(404);
    expect(operations().slice(2)).toEqual([
      ['DELETE /b 0', 'OFFER /a 0'],
      ['DELETE /d 0', 'OFFER /c 0'],
    ]);
  });

  it('is offered after a moment where nothing else does', async () => {
    const { timers, sent, offer, operations } = await setUpBatching();
    await sent[1]?.accept(404);
    void offer('a', origin);
    await timers.pass(offerWaitMs / 2);
    void offer('b', other);
    await timers.pass(offerWaitMs / 2 - 1);
    expect(operations()).toHaveLength(2);
    await timers.pass(1);
    expect(operations().slice(2)).toEqual([['OFFER /a 0', 'OFFER /b 0']]);
    await sent[2]?.accept(404);
    void offer('c', origin);
    await timers.pass(offerWaitMs - 1);
    expect(operations()).toHaveLength(3);
    await timers.pass(1);
    expect(operations().slice(3)).toEqual([['PUT c']]);
  });

  it('waits no longer once there is enough company', async () => {
    const { sent, offer, operations, countsFrom } = await setUpBatching();
    await sent[1]?.accept(404);
    for (let file = 0; file < 15; file += 1) void offer(`${file}`, origin);
    await settleMicrotasks();
    expect(operations()).toHaveLength(2);
    void offer('last', origin);
    await settleMicrotasks();
    expect(countsFrom(2)).toEqual([16]);
  });

  it('is offered at once where its origin does not reach the peer', async () => {
    const { sent, offer, operations } = await setUpWithoutOrigin();
    await sent[3]?.accept(404);
    void offer('a', origin);
    await settleMicrotasks();
    expect(operations().slice(4)).toEqual([['PUT a']]);
  });

  it('goes in a batch once the peer has got another from nobody else', async () => {
    const { sent, forward, remove, operations } = await setUpWithoutOrigin();
    void forward('a', origin);
    void remove('b');
    await sent[3]?.accept(404);
    expect(operations().slice(4)).toEqual([['PUT /a 1', 'DELETE /b 0']]);
  });

  it('waits all the same where it came from another one', async () => {
    const { sent, forward, remove, operations } = await setUpWithoutOrigin();
    void forward('a', other);
    void remove('b');
    await sent[3]?.accept(404);
    expect(operations().slice(4)).toEqual([['DELETE b']]);
  });

  it.each([
    ['waits again once the peer has one of its origin', 302, [['DELETE b']]],
    ['waits no more while it is only offered', 404, [['PUT /a 1', 'DELETE /b 0']]],
  ])('%s', async (_, status, sentThen) => {
    const { sent, forward, offer, remove, operations } = await setUpWithoutOrigin();
    void offer('offered', origin);
    await sent[3]?.accept(404);
    await sent[4]?.accept(status);
    void remove('fourth');
    await settleMicrotasks();
    void forward('a', origin);
    void remove('b');
    await sent[5]?.accept(404);
    expect(operations().slice(6)).toEqual(sentThen);
  });

  it('goes at once to a peer without batches, which is always asked', async () => {
    const { forward, operations } = await setUp();
    void forward('a', origin);
    await settleMicrotasks();
    expect(operations()).toEqual([['PUT a']]);
  });
});
