import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { createEnding } from '../../../../lib/concurrency/ending.ts';

describe('a signal that follows another one', () => {
  it('aborts with it, or on its own, or at once where that has aborted', () => {
    const other = new AbortController();
    const [one, two] = [createEnding(other.signal), createEnding(other.signal)];
    one.end();
    expect([one.signal.aborted, two.signal.aborted, other.signal.aborted]).toEqual([
      true,
      false,
      false,
    ]);
    other.abort();
    expect(two.signal.aborted).toBe(true);
    expect(createEnding(other.signal).signal.aborted).toBe(true);
    const alone = createEnding(undefined);
    alone.end();
    alone.end();
    expect(alone.signal.reason).toMatchObject({ message: 'The node stops.' });
  });

  it('leaves nothing with it once it has ended', () => {
    const other = new AbortController();
    createEnding(other.signal).end();
    expect(getEventListeners(other.signal, 'abort')).toEqual([]);
  });
});
