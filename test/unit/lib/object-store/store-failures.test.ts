import { beforeEach, describe, expect, it } from 'vitest';
import { ObjectStoreError } from '../../../../lib/errors/domain-errors.ts';
import {
  createStoreFailures,
  type StoreFailures,
} from '../../../../lib/object-store/store-failures.ts';
import { collectLog, type LogLine } from '../../../support/node/collect-log.ts';

const slow = new ObjectStoreError({ code: 'SlowDown', detail: 'too many', isTransient: true });
const denied = new ObjectStoreError({ code: 'AccessDenied', detail: 'no', isTransient: false });
const signature = new ObjectStoreError({ code: 'BadKey', detail: 'no', isTransient: false });

let clock: { ms: number };
let lines: LogLine[];
let failures: StoreFailures;

beforeEach(() => {
  clock = { ms: 0 };
  lines = [];
  failures = createStoreFailures({ nowMs: () => clock.ms }, collectLog(lines));
});

const messages = (): readonly string[] => lines.map(({ level, message }) => `${level} ${message}`);
const refuses = 'error the object store refuses what is asked of it, until somebody changes that';

describe('the failures of a store', () => {
  it('are none at first', () => {
    failures.noteSuccess('get');
    expect([failures.reason, lines]).toEqual([undefined, []]);
  });

  it('that pass are one incident, whatever was asked', () => {
    failures.noteFailure('get', slow);
    failures.noteFailure('head', slow);
    expect(failures.reason).toBe('It fails (SlowDown): too many');
    expect(lines).toMatchObject([
      { level: 'error', fields: { operation: 'get', code: 'SlowDown', detail: 'too many' } },
    ]);
    failures.noteSuccess('get');
    expect(failures.reason).toBeUndefined();
    clock.ms += 60_000;
    failures.noteSuccess('get');
    expect(messages()).toEqual([
      'error the object store fails',
      'warn the object store works again',
    ]);
  });

  it('that last are logged once for each operation, however much else succeeds', () => {
    for (let minute = 0; minute < 10; minute += 1) {
      failures.noteFailure('putIfAbsent', denied);
      failures.noteSuccess('get');
      clock.ms += 120_000;
      failures.noteSuccess('get');
      expect(failures.reason).toBe('It refuses putIfAbsent (AccessDenied): no');
    }
    expect(messages()).toEqual([refuses]);
    failures.noteFailure('putIfAbsent', signature);
    failures.noteFailure('get', denied);
    expect(messages()).toEqual([refuses, refuses, refuses]);
    failures.noteSuccess('get');
    failures.noteFailure('get', slow);
    expect(failures.reason).toBe('It refuses putIfAbsent (BadKey): no');
    failures.noteSuccess('putIfAbsent');
    clock.ms += 60_000;
    failures.noteSuccess('putIfAbsent');
    expect(failures.reason).toBeUndefined();
    expect(lines).toContainEqual({
      level: 'warn',
      message: 'the object store does what it refused',
      fields: { operation: 'putIfAbsent' },
    });
  });
});
