import { expect, it } from 'vitest';
import { startRelisting } from '../../../../lib/objects/start-relisting.ts';
import { nameOf } from '../../../support/disk/open-test-storage.ts';
import { collectLog, type LogLine } from '../../../support/node/collect-log.ts';
import { createManualTimers } from '../../../support/node/manual-timers.ts';
import { createMemoryObjectStore } from '../../../support/objects/memory-object-store.ts';

/** A bucket with five names, in two pages, that is listed again and again. */
function startList() {
  const store = createMemoryObjectStore();
  for (const path of 'abcde') store.plant(nameOf(path, 'x'), 'x');
  const timers = createManualTimers({ ms: 0 });
  const lines: LogLine[] = [];
  const listed: string[] = [];
  const onListed = { call: (name: string) => void listed.push(name.charAt(0)) };
  const log = collectLog(lines);
  const list = startRelisting({ store, timers, log, onListed: ({ name }) => onListed.call(name) });
  return { store, timers, lines, listed, onListed, list };
}

it('a list that fails is tried again after its rest, and nothing of it is an error', async () => {
  const { store, timers, lines, listed, list } = startList();
  store.onCall = () => 'before';
  await timers.pass(601_000);
  expect(lines.map(({ level }) => level)).toEqual(['debug']);
  store.onCall = () => undefined;
  await timers.pass(601_000);
  expect(listed.join('')).toBe('abcde');
  await list.stop();
  expect(timers.count).toBe(0);
});

it('ends between two names', async () => {
  const { timers, listed, onListed, list } = startList();
  let stopped: Promise<void> | undefined;
  const note = onListed.call;
  onListed.call = (name) => {
    note(name);
    stopped = list.stop();
  };
  await timers.pass(601_000);
  await stopped;
  expect(listed).toEqual(['a']);
});
