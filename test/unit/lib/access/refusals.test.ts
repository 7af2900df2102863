import { describe, expect, test } from 'vitest';
import { createRefusals } from '../../../../lib/access/refusals.ts';
import type { LogFields } from '../../../../lib/host/log.ts';

const minuteMs = 60_000;
const full = 'writes are refused: a disk has too little free space';
const fullEnd = 'a disk has enough free space again';
const client = 'requests with an invalid secret or signed URL are refused';
const clientEnd = 'no invalid secret or signed URL was refused for ten minutes';

function setUp() {
  const logged: Array<readonly [message: string, fields: LogFields | undefined]> = [];
  const clock = { ms: 0 };
  const refusals = createRefusals(
    { nowMs: () => clock.ms },
    {
      error: () => undefined,
      warn: (message, fields) => void logged.push([message, fields]),
      debug: () => undefined,
    },
  );
  /** Checks every two seconds, as a node does. */
  function pass(ms: number): void {
    for (const endMs = clock.ms + ms; clock.ms < endMs; ) {
      clock.ms = Math.min(clock.ms + 2000, endMs);
      refusals.check();
    }
  }
  return { refusals, logged, pass };
}

test('nothing is logged where nothing is refused', () => {
  const { refusals, logged, pass } = setUp();
  refusals.noteStored();
  pass(30 * minuteMs);
  expect(logged).toEqual([]);
});

test('refused credentials are two lines, however many they are, and the second has the count', () => {
  const { refusals, logged, pass } = setUp();
  for (let turn = 0; turn < 1000; turn += 1) {
    refusals.noteCredentials('client', { status: 401 });
    refusals.noteCredentials('client', { status: 403 });
    pass(9 * minuteMs);
  }
  expect(logged).toEqual([[client, { status: 401 }]]);
  pass(minuteMs);
  expect(logged).toHaveLength(1);
  pass(2000);
  expect(logged.slice(1)).toEqual([[clientEnd, { count: 2000 }]]);
  pass(60 * minuteMs);
  refusals.noteCredentials('client', { status: 403 });
  pass(11 * minuteMs);
  expect(logged.slice(2)).toEqual([
    [client, { status: 403 }],
    [clientEnd, { count: 1 }],
  ]);
});

test('somebody who guesses secrets hides neither a node nor a client without one', () => {
  const { refusals, logged, pass } = setUp();
  refusals.noteCredentials('client', {});
  refusals.noteCredentials('node', { node: 'a' });
  refusals.noteCredentials('none', {});
  expect(logged.map(([message]) => message)).toEqual([
    client,
    'requests of a node with an invalid secret are refused',
    'requests without a secret are refused',
  ]);
  for (let turn = 0; turn < 20; turn += 1) {
    refusals.noteCredentials('client', {});
    pass(minuteMs);
  }
  expect(logged.slice(3).map(([message]) => message)).toEqual([
    'no request without a secret was refused for ten minutes',
    'no request of a node was refused for ten minutes',
  ]);
});

describe('nodes are logged one by one, by their ids', () => {
  const begin = 'requests of a node with an invalid secret are refused';
  const end = 'no request of a node was refused for ten minutes';
  const note = ({ refusals }: ReturnType<typeof setUp>, node: string) =>
    refusals.noteCredentials('node', { node }, node);

  test('one that goes on hides neither the begin nor the end of another', () => {
    const opened = setUp();
    for (let turn = 0; turn < 12; turn += 1) {
      note(opened, 'a');
      if (turn === 1) note(opened, 'b');
      opened.pass(minuteMs);
    }
    expect(opened.logged).toEqual([
      [begin, { node: 'a' }],
      [begin, { node: 'b' }],
      [end, { node: 'b', count: 1 }],
    ]);
    opened.pass(11 * minuteMs);
    note(opened, 'a');
    expect(opened.logged.slice(3)).toEqual([
      [end, { node: 'a', count: 12 }],
      [begin, { node: 'a' }],
    ]);
  });

  test('16 of them, the others together, and those without an id with these', () => {
    const opened = setUp();
    const ids = Array.from({ length: 1000 }, (_, index) => `node ${index}`);
    for (const id of [...ids, ...ids]) note(opened, id);
    opened.refusals.noteCredentials('node', {});
    expect(opened.logged).toEqual(ids.slice(0, 17).map((node) => [begin, { node }]));
    opened.pass(11 * minuteMs);
    const ends = opened.logged.slice(17);
    expect(ends).toContainEqual([end, { count: 2 * 984 + 1 }]);
    expect(ends).toHaveLength(17);
    note(opened, 'node 999');
    note(opened, 'node 998');
    expect(opened.logged.slice(34)).toEqual([
      [begin, { node: 'node 999' }],
      [begin, { node: 'node 998' }],
    ]);
  });

  test('a client with the id of a node is none of them', () => {
    const { refusals, logged } = setUp();
    refusals.noteCredentials('client', {}, 'a');
    refusals.noteCredentials('client', {}, 'b');
    expect(logged).toEqual([[client, {}]]);
  });
});

test('a full disk is over when uploads are stored again, and none was refused for a minute', () => {
  const { refusals, logged, pass } = setUp();
  refusals.noteNoSpace({ method: 'PUT' });
  pass(60 * minuteMs);
  for (let turn = 0; turn < 10; turn += 1) {
    refusals.noteStored();
    pass(minuteMs - 2000);
    refusals.noteNoSpace({ method: 'PUT' });
  }
  expect(logged).toEqual([[full, { method: 'PUT' }]]);
  refusals.noteStored();
  pass(minuteMs);
  expect(logged.slice(1)).toEqual([[fullEnd, { count: 11 }]]);
});

test('where nobody checks, the next upload shows that a full disk is over', () => {
  const { refusals, logged, pass } = setUp();
  refusals.noteNoSpace({});
  refusals.noteStored();
  pass(minuteMs - 1);
  refusals.noteStored();
  expect(logged).toHaveLength(1);
  pass(1);
  refusals.noteStored();
  expect(logged.map(([message]) => message)).toEqual([full, fullEnd]);
});
