import { beforeEach, expect, it } from 'vitest';
import { type AskedNames, createAskedNames } from './asked-names.ts';
import type { SimNode } from './sim-node.ts';
import type { World } from './world.ts';

const name = 'a_1700000012_da39a3ee5e6b4b0d3255bfef95601890afd80709.txt';
let failures: string[];
let scheduler: { eventCount: number };
let names: AskedNames;

beforeEach(() => {
  failures = [];
  scheduler = { eventCount: 0 };
  const node = { id: 'c', runningPeers: new Set(), ctx: { clock: { nowMs: () => 5000 } } };
  const oracle = { fail: (_invariant: string, what: string) => failures.push(what) };
  const world = { plan: { reads: {} }, scheduler, oracle };
  names = createAskedNames(world as unknown as World, node as unknown as SimNode);
});

/** The node asks peers for the file, in one event. */
function ask(method: 'HEAD' | 'GET', ...peers: readonly string[]): void {
  scheduler.eventCount += 1;
  for (const to of peers) {
    names.ask({ to, host: to, method, name, headers: {}, isRead: true, isFragile: false });
  }
}

it('a node must not ask again for what it missed just now', () => {
  ask('HEAD', 'a', 'b');
  names.miss(name, 0);
  ask('HEAD', 'a');
  expect(failures).toEqual([`c asks again for ${name}, after 0 ms`]);
});

it('a fetch that was begun before, and has failed, asks the other peers, once', () => {
  ask('HEAD', 'a', 'b', 'd');
  ask('GET', 'a');
  ask('HEAD', 'a', 'b', 'd');
  names.miss(name, 2);
  ask('HEAD', 'b', 'd');
  expect(failures).toEqual([]);
  ask('HEAD', 'a', 'b', 'd');
  expect(failures).toEqual([`c asks again for ${name}, after 0 ms`]);
});

it('nothing is left of it in the next process', () => {
  ask('GET', 'a');
  names.beginIncarnation();
  ask('HEAD', 'a');
  names.miss(name, 0);
  ask('HEAD', 'b');
  expect(failures).toHaveLength(1);
});
