import { describe, expect, it } from 'vitest';
import { createNameTimes, type NameTimes } from '../../../../lib/layout/name-times.ts';
import { nameOf } from '../../../support/disk/open-test-storage.ts';
import { createGate } from '../../../support/node/gate.ts';

/** A file with the time of its upload. */
const untimed = { modifiedMs: 13_500 };
const names = ['a', 'b', 'c'].map((path) => nameOf(path, 'content'));

/** Sets times through `setModified`, and records for which paths that is done. */
function record(setModified: () => Promise<void>): {
  readonly times: NameTimes;
  readonly set: string[];
} {
  const set: string[] = [];
  const times = createNameTimes({
    async setModified(path, modifiedMs) {
      await setModified();
      set.push(`${path} ${modifiedMs}`);
    },
  });
  return { times, set };
}

describe('files that were stored', () => {
  it('get the second of their names', async () => {
    const { times, set } = record(async () => undefined);
    for (const name of names) times.add(name, untimed);
    await times.finished();
    expect(set.sort()).toEqual(names.map((name) => `${name} 13000`));
  });

  it('are left alone where they have it', async () => {
    const { times, set } = record(async () => undefined);
    for (const name of names) times.add(name, { modifiedMs: 13_000 });
    await times.finished();
    expect(set).toEqual([]);
  });

  it('are no failure on a disk that can set no times', async () => {
    const { times, set } = record(() => Promise.reject(new Error('EPERM')));
    for (const name of names) times.add(name, untimed);
    await times.finished();
    expect(set).toEqual([]);
  });

  it('wait on a disk that does not respond, so many of them at most', async () => {
    const gate = createGate();
    let began = 0;
    const { times, set } = record(() => {
      began += 1;
      return gate.opened;
    });
    for (let count = 0; count < 10_100; count += 1)
      times.add(nameOf(`${count}`, 'content'), untimed);
    expect(began).toBe(2);
    gate.open();
    await times.finished();
    expect(set).toHaveLength(10_002);
    times.add(nameOf('later', 'content'), untimed);
    await times.finished();
    expect(set).toHaveLength(10_003);
  });
});
