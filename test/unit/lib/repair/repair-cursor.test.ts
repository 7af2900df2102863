import { expect, it } from 'vitest';
import { createFingerprintSet } from '../../../../lib/collections/fingerprint-set.ts';
import { createFingerprintName } from '../../../../lib/names/name-fingerprint.ts';
import type { StoredName } from '../../../../lib/names/stored-name.ts';
import { createRepairCursor } from '../../../../lib/repair/repair-cursor.ts';
import { hashText } from '../../../../runtime/node/hash.ts';
import { createGate } from '../../../support/node/gate.ts';
import { settleMicrotasks } from '../../../support/node/settle-microtasks.ts';
import { namesOf } from '../../../support/node/start-test-filling.ts';

const fingerprintName = createFingerprintName(hashText);

function setUp(
  names: AsyncIterable<StoredName> | Iterable<StoredName>,
  wanted: readonly StoredName[],
) {
  const missing = createFingerprintSet();
  for (const name of wanted) missing.add(fingerprintName(name));
  const state = { reads: 0, pauses: 0, errors: [] as unknown[], absent: 0 };
  const cursor = createRepairCursor({
    names,
    missing,
    fingerprintName,
    toOperation: (name) => ({ op: 'PUT', name, seconds: 1 }),
    async pause() {
      state.pauses += 1;
    },
    onRead() {
      state.reads += 1;
    },
    onAbsent(fingerprints) {
      state.absent += fingerprints.length;
    },
    onError: (error) => void state.errors.push(error),
  });
  return { cursor, missing, state };
}

it('gives what is missing in portions, without waiting for the names', async () => {
  const names = namesOf(2000);
  const wanted = names.filter((_, index) => index % 4 > 0);
  const { cursor, state } = setUp(names, wanted);
  expect([await cursor.fill(), cursor.remaining(), cursor.position()]).toEqual([false, 1500, 0]);
  const given: string[] = [];
  let most = 0;
  for (let turn = 0; turn < 100; turn += 1) {
    await settleMicrotasks();
    await cursor.fill();
    let count = 0;
    for (let next = cursor.next(); next !== undefined; next = cursor.next()) {
      given.push(next.name);
      count += 1;
    }
    most = Math.max(most, count);
  }
  expect(given).toEqual(wanted);
  expect([most, cursor.remaining(), state.errors]).toEqual([256, 0, []]);
});

it('pauses in a long stretch of names of which none is missing', async () => {
  const names = namesOf(1100);
  const { cursor, state } = setUp(names, names.slice(-1));
  await cursor.fill();
  await settleMicrotasks();
  expect([await cursor.fill(), state.pauses, state.reads]).toEqual([true, 2, 1]);
});

it('leaves out what is not there any more, and says that nothing is left', async () => {
  const names = namesOf(3);
  const { cursor, state } = setUp(names.slice(1), names);
  await cursor.fill();
  await settleMicrotasks();
  expect([await cursor.fill(), cursor.remaining(), state.reads]).toEqual([true, 2, 1]);
  expect(state.absent).toBe(1);
});

it('reads the names once at a time', async () => {
  const gate = createGate();
  let lists = 0;
  const names = namesOf(2);
  const { cursor } = setUp(
    (async function* () {
      lists += 1;
      await gate.opened;
      yield* names;
    })(),
    names,
  );
  await Promise.all([cursor.fill(), cursor.fill()]);
  gate.open();
  await settleMicrotasks();
  expect([lists, cursor.next()?.name, cursor.next()?.name]).toEqual([1, ...names]);
});

it('gives up what is left when the names can not be read', async () => {
  const names = namesOf(2);
  const { cursor, state } = setUp(
    (async function* () {
      yield names[0] as StoredName;
      throw new Error('EIO');
    })(),
    names,
  );
  await cursor.fill();
  await settleMicrotasks();
  expect([cursor.remaining(), state.errors, state.reads]).toEqual([1, [new Error('EIO')], 1]);
});

it('says nothing after it was closed', async () => {
  const gate = createGate();
  const names = namesOf(2);
  const { cursor, state } = setUp(
    (async function* () {
      await gate.opened;
      yield await Promise.reject<StoredName>(new Error('closed'));
    })(),
    names,
  );
  await cursor.fill();
  const closed = cursor.close();
  gate.open();
  await closed;
  await settleMicrotasks();
  expect([cursor.remaining(), state.reads, state.errors, state.absent]).toEqual([0, 0, [], 0]);
  expect(await cursor.fill()).toBe(false);
});
