import { beforeEach, describe, expect, it } from 'vitest';
import { ObjectStoreError } from '../../../../lib/errors/domain-errors.ts';
import { type ObjectStore, stagingPrefix } from '../../../../lib/object-store/object-store.ts';
import { createRetryingStore } from '../../../../lib/object-store/retrying-store.ts';
import { objectStoreContract } from '../../../contract/object-store-contract.ts';
import { bytesOf } from '../../../support/disk/small-files.ts';
import { collectLog, type LogLine } from '../../../support/node/collect-log.ts';
import { createManualTimers, type ManualTimers } from '../../../support/node/manual-timers.ts';
import { sha1Of } from '../../../support/node/sha1-of.ts';
import {
  createMemoryObjectStore,
  type MemoryObjectStore,
} from '../../../support/objects/memory-object-store.ts';

let clock: { ms: number };
let timers: ManualTimers;
let logLines: LogLine[];
let memory: MemoryObjectStore;
let stopping: AbortController;

function open(): ObjectStore {
  clock = { ms: 0 };
  timers = createManualTimers(clock);
  logLines = [];
  memory = createMemoryObjectStore();
  stopping = new AbortController();
  const log = collectLog(logLines);
  const { signal } = stopping;
  return createRetryingStore(memory, { clock: { nowMs: () => clock.ms }, timers, log, signal });
}

describe('a store whose calls are repeated', () => {
  let store: ObjectStore;

  beforeEach(() => {
    store = open();
  });

  /** Lets the next calls fail. */
  function fail(...faults: ('before' | 'after')[]): void {
    memory.onCall = () => faults.shift();
  }

  /** What a call comes to while time passes. */
  async function outcome<Result>(call: Promise<Result>): Promise<Result | unknown> {
    const settled = call.catch((error: unknown) => error);
    await timers.pass(60_000);
    return await settled;
  }

  const put = (): Promise<string | undefined> =>
    store.putIfAbsent('key', bytesOf('x'), { sha1: sha1Of('x') });

  it('repeats what fails for a reason that passes', async () => {
    fail('before', 'before', 'before', 'before');
    expect(await outcome(put())).toEqual(expect.any(String));
    expect(memory.calls.get('putIfAbsent')).toBe(5);
    expect(logLines).toEqual([]);
  });

  it('finds its own object where the response of the first attempt was lost', async () => {
    fail('after');
    expect(await outcome(put())).toBeUndefined();
    expect(memory.objects.has('key')).toBe(true);
  });

  it('gives up after five attempts, and says when that begins and when it is over', async () => {
    for (const _ of [1, 2]) {
      fail('before', 'before', 'before', 'before', 'before');
      expect(await outcome(put())).toBeInstanceOf(ObjectStoreError);
    }
    expect(logLines).toMatchObject([
      { level: 'error', fields: { operation: 'putIfAbsent', code: 'SlowDown' } },
    ]);
    await store.head('key');
    clock.ms += 60_000;
    await store.head('key');
    expect(logLines.at(-1)?.message).toBe('the object store works again');
  });

  it('does not repeat a refusal, nor a failure of another kind', async () => {
    for (const error of [
      new ObjectStoreError({ code: 'AccessDenied', detail: '', isTransient: false }),
      new Error('a defect'),
    ]) {
      memory.calls.clear();
      memory.onCall = () => {
        throw error;
      };
      expect(await outcome(put())).toBe(error);
      expect(memory.calls.get('putIfAbsent')).toBe(1);
    }
  });

  it('begins no attempt late, nor once the node stops', async () => {
    memory.onCall = () => {
      clock.ms += 20_000;
      return 'before';
    };
    expect(await outcome(put())).toBeInstanceOf(ObjectStoreError);
    expect(memory.calls.get('putIfAbsent')).toBe(1);
    fail('before', 'before');
    stopping.abort(new Error('stopped'));
    expect(await outcome(put())).toBeInstanceOf(ObjectStoreError);
    expect(memory.calls.get('putIfAbsent')).toBe(2);
  });

  it('ends a wait when the node stops', async () => {
    fail('before');
    const putting = put();
    await timers.pass(0);
    stopping.abort(new Error('stopped'));
    expect(await putting).toEqual(expect.any(String));
  });

  it('repeats the calls of the staging area, too', async () => {
    fail('before');
    const key = `${stagingPrefix}a`;
    expect(await outcome(store.staging.begin(key))).toBe('1');
  });

  describe('keeps the promises of the store', () => objectStoreContract(open));
});
