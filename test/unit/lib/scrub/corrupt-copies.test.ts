import { describe, expect, it } from 'vitest';
import { createKeyedMutex } from '../../../../lib/concurrency/keyed-mutex.ts';
import type { QuarantineOutcome } from '../../../../lib/quarantine/quarantine.ts';
import { createCorruptCopies } from '../../../../lib/scrub/corrupt-copies.ts';
import type { CorruptListener } from '../../../../lib/storage/storage.ts';
import type { LogLine } from '../../../support/node/create-test-context.ts';
import { createManualTimers } from '../../../support/node/manual-timers.ts';
import { fileOf } from '../../../support/node/start-test-scrub.ts';

const name = fileOf('content');

function setUp(outcomes: (QuarantineOutcome | Error)[], hasPeers = true) {
  const timers = createManualTimers({ ms: 0 });
  const controller = new AbortController();
  const lines: LogLine[] = [];
  const state = {
    calls: [] as string[],
    readOnlyReason: undefined as string | undefined,
    version: '1' as string | undefined,
    verified: 'corrupt' as 'intact' | 'corrupt' | 'absent',
    report: (() => undefined) as CorruptListener,
  };
  const log =
    (level: LogLine['level']) =>
    (message: string, fields = {}): void =>
      void lines.push({ level, message, fields });
  const copies = createCorruptCopies({
    storage: {
      onCorrupt(listener) {
        state.report = listener;
      },
      version: async () => state.version,
      async verify(_, onRead) {
        await onRead(1);
        return state.verified;
      },
      async quarantine(_, version) {
        state.calls.push(`quarantine ${version}`);
        const outcome = outcomes.shift() ?? 'changed';
        if (outcome instanceof Error) throw outcome;
        return outcome;
      },
    },
    nameLocks: createKeyedMutex(),
    health: {
      get readOnlyReason() {
        return state.readOnlyReason;
      },
      isStorageMissing: false,
    },
    log: { error: log('error'), warn: log('warn'), debug: log('debug') },
    timers,
    signal: controller.signal,
  });
  const fetch = async (): Promise<void> => void state.calls.push('fetch');
  if (hasPeers) copies.fetchBy(fetch);
  return { copies, state, timers, lines, controller };
}

describe('a corrupt copy', () => {
  it('is fetched from a peer before it is quarantined', async () => {
    const { copies, state } = setUp(['quarantined']);
    state.report(name, '1');
    await copies.finished();
    expect(state.calls).toEqual(['fetch', 'quarantine 1']);
  });

  it('is quarantined at once where no host fetches files', async () => {
    const { copies, state } = setUp(['quarantined'], false);
    state.report(name, '1');
    await copies.finished();
    expect(state.calls).toEqual(['quarantine 1']);
  });

  it('that many readers find is handled once, and again when it is found later', async () => {
    const { copies, state } = setUp([]);
    for (const version of ['1', '1', '2']) state.report(name, version);
    await copies.finished();
    expect(state.calls).toEqual(['fetch', 'quarantine 1']);
    state.report(name, '2');
    await copies.finished();
    expect(state.calls.slice(2)).toEqual(['fetch', 'quarantine 2']);
  });

  it('that was changed just now is quarantined after a while', async () => {
    const { copies, state, timers } = setUp(['recent', 'quarantined']);
    state.report(name, '1');
    await timers.pass(9000);
    expect(state.calls).toEqual(['fetch', 'quarantine 1']);
    await timers.pass(2000);
    await copies.finished();
    expect(state.calls).toEqual(['fetch', 'quarantine 1', 'quarantine 1']);
  });

  it.each(['recent', 'changed'] as const)('that is %s after a while is logged', async (outcome) => {
    const { copies, state, timers, lines } = setUp(['recent', outcome]);
    state.report(name, '1');
    await timers.pass(11_000);
    await copies.finished();
    expect(lines.slice(1)).toMatchObject([
      {
        level: 'warn',
        message: 'a corrupt copy was not quarantined, because somebody writes to it',
        fields: { name },
      },
    ]);
  });

  it.each([
    ['quarantined', '1', 'corrupt'],
    ['full', '1', 'corrupt'],
    // Replaced, and removed.
    ['changed', '2', 'intact'],
    ['changed', undefined, 'absent'],
  ] as const)('that is %s to version %s in the end is not', async (outcome, version, verified) => {
    const { copies, state, timers, lines } = setUp(['recent', outcome]);
    state.report(name, '1');
    await timers.pass(9000);
    Object.assign(state, { version, verified });
    await timers.pass(2000);
    await copies.finished();
    expect(lines.slice(1)).toEqual([]);
  });

  it('that was replaced meanwhile is not taken for it', async () => {
    const { copies, state, lines } = setUp([]);
    state.verified = 'intact';
    state.version = '2';
    state.report(name, '1');
    await copies.finished();
    expect(state.calls).toEqual(['fetch', 'quarantine 1']);
    expect(lines.slice(1)).toEqual([]);
  });

  it('that is replaced while it is read again is not taken for it', async () => {
    const { copies, state, lines } = setUp([]);
    state.report(name, '1');
    Object.defineProperty(state, 'verified', {
      get() {
        state.version = '2';
        return 'intact';
      },
    });
    await copies.finished();
    expect(state.calls).toEqual(['fetch', 'quarantine 1']);
    expect(lines.slice(1)).toEqual([]);
  });

  it('is not read to its end when the node stops', async () => {
    const { copies, state, lines, controller } = setUp(['quarantined']);
    controller.abort(new Error('The node stops.'));
    state.report(name, '1');
    await copies.finished();
    expect(state.calls).toEqual(['fetch']);
    expect(lines.slice(1)).toEqual([]);
  });

  it('stays where it is while the node is read-only', async () => {
    const { copies, state } = setUp(['quarantined']);
    state.readOnlyReason = 'EROFS';
    state.report(name, '1');
    await copies.finished();
    expect(state.calls).toEqual([]);
    state.readOnlyReason = undefined;
    state.report(name, '1');
    await copies.finished();
    expect(state.calls).toEqual(['fetch', 'quarantine 1']);
  });

  it('that can not be moved is logged, and does not stop others', async () => {
    const { copies, state, lines } = setUp([new Error('EIO'), 'quarantined']);
    state.report(name, '1');
    state.report(fileOf('other'), '2');
    await copies.finished();
    expect(state.calls).toHaveLength(4);
    expect(lines.slice(2)).toMatchObject([
      { level: 'error', message: 'a corrupt copy could not be replaced or quarantined' },
    ]);
  });

  it('is left as it is when the node stops', async () => {
    const { copies, state, lines, controller } = setUp(['recent']);
    state.report(name, '1');
    await Promise.resolve();
    controller.abort(new Error('The node stops.'));
    await copies.finished();
    expect(lines.slice(1)).toEqual([]);
  });

  it('is left to its next reader when too many are handled', async () => {
    const { copies, state } = setUp([]);
    for (let count = 0; count < 100; count += 1) state.report(fileOf(`${count}`), '1');
    await copies.finished();
    expect(state.calls.filter((call) => call === 'fetch')).toHaveLength(64);
    state.report(fileOf('99'), '1');
    await copies.finished();
    expect(state.calls.filter((call) => call === 'fetch')).toHaveLength(65);
  });
});
