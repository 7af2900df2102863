import { expect, it } from 'vitest';
import type { Retry } from '../../lib/host/retry.ts';

/** A host's `Retry`, and its time, which stands still until the test turns it. */
export interface RetryHarness {
  readonly retry: Retry;
  pass(ms: number): Promise<void>;
  nowMs(): number;
}

/** Attempts that fail until there were so many, the times of each, and how the call ended. */
function run(harness: RetryHarness, shouldRetry: (error: unknown) => boolean, failures = Infinity) {
  const atMs: number[] = [];
  const abort = new AbortController();
  let end: unknown = 'pending';
  const attempt = async (): Promise<void> => {
    atMs.push(harness.nowMs());
    if (atMs.length <= failures) throw new Error(`failure ${atMs.length}`);
  };
  const policy = { firstDelayMs: 1000, factor: 2, maxDelayMs: 5000 };
  harness.retry(attempt, { ...policy, shouldRetry, signal: abort.signal }).then(
    () => {
      end = 'done';
    },
    (error: unknown) => {
      end = error;
    },
  );
  return { atMs, abort, end: () => end };
}

/** What the replication loop expects of its host's `Retry`. */
export function testRetry(createHarness: () => RetryHarness): void {
  it('waits the first delay, then longer by the factor, and never longer than the maximum', async () => {
    const harness = createHarness();
    const { atMs, end } = run(harness, () => true);
    await harness.pass(17_000);
    const [begin = 0] = atMs;
    expect(atMs.map((timeMs) => timeMs - begin)).toEqual([0, 1000, 3000, 7000, 12_000, 17_000]);
    expect(end()).toBe('pending');
  });

  it('ends with the first success', async () => {
    const harness = createHarness();
    const { atMs, end } = run(harness, () => true, 2);
    await harness.pass(60_000);
    expect([atMs.length, end()]).toEqual([3, 'done']);
  });

  it('rejects at once with a failure that should not be retried', async () => {
    const harness = createHarness();
    const { end } = run(harness, (error) => (error as Error).message !== 'failure 2');
    await harness.pass(1000);
    expect(end()).toMatchObject({ message: 'failure 2' });
  });

  it('ends a wait at once when the signal aborts, and leaves no attempt behind', async () => {
    const harness = createHarness();
    const { atMs, abort, end } = run(harness, () => true);
    await harness.pass(1500);
    abort.abort(new Error('stopped'));
    await harness.pass(0);
    expect(end()).toMatchObject({ message: 'stopped' });
    await harness.pass(60_000);
    expect(atMs).toHaveLength(2);
  });

  it('awaits a running attempt after the signal has aborted', async () => {
    const harness = createHarness();
    const abort = new AbortController();
    let finish = (): void => undefined;
    const attempt = (): Promise<void> =>
      new Promise((resolve) => {
        finish = resolve;
      });
    let isOver = false;
    const policy = { firstDelayMs: 1000, factor: 2, maxDelayMs: 5000 };
    const ended = harness
      .retry(attempt, { ...policy, shouldRetry: () => true, signal: abort.signal })
      .catch(() => undefined)
      .finally(() => {
        isOver = true;
      });
    abort.abort();
    await harness.pass(10_000);
    expect(isOver).toBe(false);
    finish();
    await ended;
  });
}
