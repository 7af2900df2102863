import { beforeEach, expect, it } from 'vitest';
import { type AskedNames, createAskedNames } from './asked-names.ts';
import type { SimNode } from './sim-node.ts';
import type { World } from './world.ts';

const nowMs = 1_700_000_000_000;
/** A node that has noted a comparison of its peer `b` just now. */
const node = {
  id: 'a',
  runningPeers: new Set(['b']),
  ctx: {
    clock: { nowMs: () => nowMs },
    peers: { report: () => ({ 'http://b': { comparedAt: new Date(nowMs).toISOString() } }) },
  },
} as unknown as SimNode;
const world = { plan: { reads: {} }, scheduler: { eventCount: 0 } } as unknown as World;

const nothing = '{"stored":[],"tombstones":[]}';
const one = '{"stored":[7],"tombstones":[]}';
let names: AskedNames;

beforeEach(() => {
  names = createAskedNames(world, node);
});

/** The node asks its peer something, and gets a response. */
function ask(name: '_compare' | '_wanted', response: string): void {
  const message = { to: 'b', host: 'b', method: 'POST', name, headers: {}, isFragile: false };
  names.ask(message);
  const body = new TextEncoder().encode(response);
  names.compare(message, { status: 200, headers: new Headers(), body });
}

/** The peer compares itself, and is told what differs. */
function hear(response: string): void {
  const sender = { id: 'b', onDeath: () => () => undefined };
  const message = { sender, to: 'a', method: 'POST', name: '_compare', headers: {} };
  names.respond({ ...message, isFragile: false }, 200, new TextEncoder().encode(response));
}

it('a node asks again what its peer wants, since that may be on its way', () => {
  ask('_compare', one);
  expect(names.willAskAgain()).toBe(false);
  ask('_wanted', one);
  expect(names.willAskAgain()).toBe(true);
  ask('_wanted', nothing);
  ask('_compare', nothing);
  expect(names.willAskAgain()).toBe(false);
});

it('where the peer wants nothing, it does not', () => {
  ask('_compare', one);
  ask('_wanted', nothing);
  expect(names.willAskAgain()).toBe(false);
});

it('nor does it once its peer has found both equal, or the process is another one', () => {
  ask('_wanted', one);
  hear(one);
  expect(names.willAskAgain()).toBe(true);
  hear(nothing);
  expect(names.willAskAgain()).toBe(false);
  ask('_wanted', one);
  names.beginIncarnation();
  expect(names.willAskAgain()).toBe(false);
});
