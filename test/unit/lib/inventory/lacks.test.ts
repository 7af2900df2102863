import { describe, expect, test } from 'vitest';
import { createLacks } from '../../../../lib/inventory/lacks.ts';
import { inventoryOf } from '../../../support/node/set-up-repairer.ts';
import { namesOf } from '../../../support/node/start-test-filling.ts';

const minuteMs = 60_000;

/** A node that starts now, holds so many files, and has peers. */
function startNode(held: number, hasPeers = true) {
  const clock = { ms: 1_700_000_000_000 };
  const inventory = inventoryOf(namesOf(held));
  const lacks = createLacks({ inventory, clock: { nowMs: () => clock.ms }, hasPeers });
  const want = (names: ReturnType<typeof namesOf>): void =>
    lacks.noteWanted(names.map(inventory.fingerprintName));
  return { clock, inventory, lacks, want };
}

describe('what a node lacks that has just started', () => {
  test('is not known until a peer finds both equal, or asks what is wanted', () => {
    for (const learn of [
      ({ lacks }: ReturnType<typeof startNode>) => lacks.noteComparison(true),
      ({ want }: ReturnType<typeof startNode>) => want([]),
    ]) {
      const node = startNode(0);
      expect(node.lacks.state()).toBe('unknown');
      node.lacks.noteComparison(false);
      expect(node.lacks.state()).toBe('unknown');
      learn(node);
      expect(node.lacks.state()).toBe('filled');
    }
  });

  test.each([1, -1])('is not waited for longer than five seconds (%d)', (direction) => {
    const { clock, lacks } = startNode(0);
    clock.ms += direction * 4999;
    expect(lacks.state()).toBe('unknown');
    clock.ms += direction;
    expect(lacks.state()).toBe('filled');
    clock.ms -= direction;
    expect(lacks.state()).toBe('filled');
  });

  test('is nothing without peers', () => {
    expect(startNode(0, false).lacks.state()).toBe('filled');
  });
});

describe('a node is being filled', () => {
  test.each([
    [0, 10],
    [1000, 10],
    [3000, 30],
    [9000, 80],
  ])('that has %d files while it lacks more than %d', (held, few) => {
    const { inventory, lacks, want } = startNode(held);
    const missing = namesOf(held + few + 1).slice(held);
    want(missing);
    expect(lacks.state()).toBe('filling');
    const [first, ...others] = missing;
    if (first !== undefined) inventory.noteStored(first);
    expect(lacks.state()).toBe('filled');
    want(others);
    expect(lacks.state()).toBe('filled');
  });

  test('until what it wanted is here, or known to be deleted', () => {
    const { inventory, lacks, want } = startNode(0);
    const missing = namesOf(30);
    want(missing);
    for (const name of missing.slice(0, 10)) inventory.noteStored(name);
    expect(lacks.state()).toBe('filling');
    for (const name of missing.slice(10, 20)) inventory.noteDeleted(name);
    expect(lacks.state()).toBe('filled');
  });

  test('however few a peer asks about at a time', () => {
    const { lacks, want } = startNode(0);
    for (const name of namesOf(11)) want([name]);
    expect(lacks.state()).toBe('filling');
  });

  test('for as long as files come, if not for longer than five minutes none does', () => {
    const { clock, inventory, lacks, want } = startNode(0);
    const missing = namesOf(30);
    want(missing);
    for (const name of missing.slice(0, 10)) {
      clock.ms += 5 * minuteMs - 1;
      expect(lacks.state()).toBe('filling');
      inventory.noteStored(name);
      expect(lacks.state()).toBe('filling');
    }
    clock.ms += 5 * minuteMs;
    expect(lacks.state()).toBe('filled');
    // It goes on.
    for (const name of missing.slice(10, 12)) inventory.noteStored(name);
    expect(lacks.state()).toBe('filling');
  });

  test('but not because of what it never takes, whatever else comes and goes', () => {
    const { clock, inventory, lacks, want } = startNode(0);
    const [passing = [], refused = []] = [namesOf(100), namesOf(130).slice(100)];
    want(refused);
    clock.ms += 5 * minuteMs;
    expect(lacks.state()).toBe('filled');
    for (const name of passing) {
      want([name, ...refused]);
      expect(lacks.state()).toBe('filled');
      inventory.noteStored(name);
      expect(lacks.state()).toBe('filled');
      clock.ms += minuteMs;
    }
  });

  test('by what it was asked first, of very many', () => {
    const { inventory, lacks, want } = startNode(0);
    const missing = namesOf(9000);
    want(missing);
    for (const name of missing.slice(0, 8192)) inventory.noteStored(name);
    expect(lacks.state()).toBe('filled');
  });
});
