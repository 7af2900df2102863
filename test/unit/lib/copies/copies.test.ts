import { describe, expect, it } from 'vitest';
import { type Copies, type CopyCount, createCopies } from '../../../../lib/copies/copies.ts';
import { nameOf } from '../../../support/disk/open-test-storage.ts';
import { createManualTimers, type ManualTimers } from '../../../support/node/manual-timers.ts';

const own = '00000000000000aa';
const [b, c, d] = ['00000000000000bb', '00000000000000cc', '00000000000000dd'] as const;
const name = nameOf('file', 'content');
const other = nameOf('other', 'content');

interface TestCopies extends Copies {
  readonly timers: ManualTimers;
  /** Begins a count of the name. */
  begin(): CopyCount;
}

function create(options: { peerCount?: number; maxWaits?: number } = {}): TestCopies {
  const timers = createManualTimers({ ms: 0 });
  const copies = createCopies({ nodeId: own, peerCount: 3, timers, maxWaits: 10, ...options });
  const begin = (): CopyCount => {
    const count = copies.startCount();
    count.begin(name);
    return count;
  };
  return { ...copies, timers, begin };
}

interface Wait {
  readonly isOver: boolean;
  readonly result: Promise<boolean>;
  readonly client: AbortController;
}

/** Waits for so many nodes, ten seconds by default. */
function waitFor(count: CopyCount, wanted: number, waitMs = 10_000): Wait {
  const client = new AbortController();
  const result = count.wait(wanted, waitMs, client.signal);
  const wait = { isOver: false, result, client };
  void result.then(() => {
    wait.isOver = true;
  });
  return wait;
}

describe('a count', () => {
  it('begins with this node', () => {
    expect(create().startCount()).toMatchObject({ size: 1, name: undefined });
  });

  it('has each node that acknowledges the file, once', () => {
    const copies = create();
    const count = copies.begin();
    for (const holder of [b, b, c]) copies.note(name, holder);
    count.add(c);
    count.add(d);
    expect(count.size).toBe(4);
  });

  it('does not have this node twice', () => {
    const copies = create();
    const count = copies.begin();
    copies.note(name, own);
    expect(count.size).toBe(1);
  });

  it('does not have who acknowledges another file', () => {
    const copies = create();
    const count = copies.begin();
    copies.note(other, b);
    expect(count.size).toBe(1);
  });

  it('goes by the name begun with last', () => {
    const copies = create();
    const count = copies.begin();
    count.begin(other);
    copies.note(name, b);
    expect(count).toMatchObject({ size: 1, name: other });
    copies.note(other, c);
    expect(count.size).toBe(2);
  });

  it('ends, and leaves the others of its name alone', () => {
    const copies = create();
    const [one, two] = [copies.begin(), copies.begin()];
    one.end();
    one.end();
    copies.note(name, b);
    expect([one.size, two.size]).toEqual([1, 2]);
    two.end();
    copies.note(name, c);
    expect(two).toMatchObject({ size: 2, name: undefined });
  });
});

describe('a wait', () => {
  it('is over with the acknowledgement that makes it enough', async () => {
    const copies = create();
    const wait = waitFor(copies.begin(), 3);
    copies.note(name, b);
    await copies.timers.pass(5000);
    expect(wait.isOver).toBe(false);
    copies.note(name, c);
    expect(await wait.result).toBe(true);
    expect(copies.timers.count).toBe(0);
  });

  it('is over with what a question finds, too', async () => {
    const count = create().begin();
    const wait = waitFor(count, 2);
    count.add(b);
    expect(await wait.result).toBe(true);
  });

  it.each([
    ['one copy is wanted', 1, 10_000],
    ['there are enough', 2, 10_000],
    ['it may take no time', 3, 0],
  ])('is over at once where %s', async (_, wanted, waitMs) => {
    const copies = create();
    const count = copies.begin();
    count.add(b);
    expect(await count.wait(wanted, waitMs, new AbortController().signal)).toBe(true);
    expect(copies.timers.count).toBe(0);
  });

  it('is over when its time is', async () => {
    const copies = create();
    const wait = waitFor(copies.begin(), 2, 7000);
    await copies.timers.pass(6999);
    expect(wait.isOver).toBe(false);
    await copies.timers.pass(1);
    expect(wait.isOver).toBe(true);
  });

  it('is over once as many have it as are configured', async () => {
    const copies = create({ peerCount: 1 });
    const wait = waitFor(copies.begin(), 3);
    copies.note(name, b);
    expect(await wait.result).toBe(true);
  });

  it('is over when the client is gone, before or meanwhile', async () => {
    const copies = create();
    const wait = waitFor(copies.begin(), 2);
    wait.client.abort();
    expect(await wait.result).toBe(true);
    expect(await copies.begin().wait(2, 10_000, wait.client.signal)).toBe(true);
    expect(copies.timers.count).toBe(0);
  });

  it('is over when the node stops, before or meanwhile', async () => {
    const copies = create();
    const wait = waitFor(copies.begin(), 2);
    copies.stop();
    expect(await wait.result).toBe(true);
    expect(await waitFor(copies.begin(), 2).result).toBe(true);
    expect(copies.timers.count).toBe(0);
  });

  it('is one of so many at once: what is more does not wait', async () => {
    const copies = create({ maxWaits: 2 });
    const waits = [waitFor(copies.begin(), 2), waitFor(copies.begin(), 2)];
    expect(await waitFor(copies.begin(), 2).result).toBe(false);
    expect(copies.timers.count).toBe(2);
    waits[0]?.client.abort();
    await waits[0]?.result;
    const next = waitFor(copies.begin(), 2);
    await copies.timers.pass(9999);
    expect(next.isOver).toBe(false);
    copies.note(name, b);
    expect(await next.result).toBe(true);
    expect(await waits[1]?.result).toBe(true);
  });
});
