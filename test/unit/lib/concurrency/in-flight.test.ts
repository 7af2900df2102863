import { describe, expect, test } from 'vitest';
import { createDeferred } from '../../../../lib/concurrency/deferred.ts';
import { createInFlight } from '../../../../lib/concurrency/in-flight.ts';

describe('work in flight', () => {
  test('has finished where nothing was begun', async () => {
    await createInFlight().finished();
  });

  test('has finished when all of it has settled, whether or not it failed', async () => {
    const work = createInFlight();
    const first = createDeferred();
    const second = createDeferred();
    const ends: string[] = [];
    const added = [
      work.add(first.promise).then(() => ends.push('first')),
      work.add(second.promise.then(() => Promise.reject(new Error('It failed.')))),
    ];
    const finished = work.finished().then(() => ends.push('all'));
    first.resolve();
    await added[0];
    expect(ends).toEqual(['first']);
    second.resolve();
    await expect(added[1]).resolves.toBeUndefined();
    await finished;
    expect(ends).toEqual(['first', 'all']);
    await work.finished();
  });
});
