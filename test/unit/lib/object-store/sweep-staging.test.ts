import { describe, expect, it } from 'vitest';
import { stagingPrefix } from '../../../../lib/object-store/object-store.ts';
import {
  type StagingSweep,
  startSweepingStaging,
} from '../../../../lib/object-store/sweep-staging.ts';
import { collectLog, type LogLine } from '../../../support/node/collect-log.ts';
import { createManualTimers } from '../../../support/node/manual-timers.ts';
import { createMemoryObjectStore } from '../../../support/objects/memory-object-store.ts';

const hourMs = 3_600_000;

function start(maxStagedAgeMs?: number) {
  const clock = { ms: 0 };
  const timers = createManualTimers(clock);
  const store = createMemoryObjectStore();
  store.nowMs = () => clock.ms;
  const logLines: LogLine[] = [];
  const begin = (): StagingSweep =>
    startSweepingStaging({
      store,
      timers,
      clock: { nowMs: () => clock.ms },
      log: collectLog(logLines),
      maxStagedAgeMs,
    });
  return { timers, store, logLines, begin };
}

describe('the sweep of the staging area', () => {
  it('removes what is a day old, at the start and then every hour, and nothing else', async () => {
    const { timers, store, logLines, begin } = start();
    store.plant(`${stagingPrefix}old`, 'x');
    store.plant('a name', 'x');
    await store.staging.begin(`${stagingPrefix}upload`);
    await timers.pass(hourMs);
    for (const name of ['a', 'b', 'c', 'd']) store.plant(`${stagingPrefix}${name}`, 'x');
    await timers.pass(23 * hourMs - 1);
    const sweep = begin();
    await timers.pass(0);
    expect([store.objects.size, store.uploads.size]).toEqual([6, 1]);
    await timers.pass(hourMs - 1);
    expect([store.objects.size, store.uploads.size]).toEqual([6, 1]);
    await timers.pass(1);
    expect([store.objects.size, store.uploads.size]).toEqual([5, 0]);
    await timers.pass(hourMs);
    expect([...store.objects.keys()]).toEqual(['a name']);
    expect(logLines.map(({ fields }) => fields)).toEqual([{ objects: 2 }, { objects: 4 }]);
    await sweep.stop();
  });

  it('goes on after a failure, which it logs once', async () => {
    const { timers, store, logLines, begin } = start(0);
    store.plant(`${stagingPrefix}old`, 'x');
    store.onCall = () => 'before';
    const sweep = begin();
    await timers.pass(2 * hourMs);
    store.onCall = () => undefined;
    await timers.pass(hourMs);
    expect(store.objects.size).toBe(0);
    expect(logLines.map(({ level }) => level)).toEqual(['error', 'warn', 'warn']);
    await sweep.stop();
  });

  it('ends when the node stops, in the middle of a list too', async () => {
    for (const operation of ['list', 'listUploads']) {
      const { store, begin } = start(0);
      store.plant(`${stagingPrefix}old`, 'x');
      await store.staging.begin(`${stagingPrefix}upload`);
      let stopped: Promise<void> | undefined;
      store.onCall = async (called) => {
        await Promise.resolve();
        if (called === operation) stopped = sweep.stop();
        return undefined;
      };
      const sweep = begin();
      await expect.poll(() => stopped !== undefined).toBe(true);
      await stopped;
      expect(store.uploads.size).toBe(1);
    }
  });
});
