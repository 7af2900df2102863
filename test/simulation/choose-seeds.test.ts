import { describe, expect, it } from 'vitest';
import { chooseSeeds } from './choose-seeds.ts';
import { drawPlan } from './plan.ts';

describe('the seeds of many runs', () => {
  it('follow each other', () => {
    expect(chooseSeeds(7, 3)).toEqual([7, 8, 9]);
  });

  it('all have the scenarios that are wanted, and none is left out', () => {
    const seeds = chooseSeeds(1, 20, ['a bucket']);
    const last = seeds.at(-1) as number;
    const others = chooseSeeds(1, last).filter((seed) => !seeds.includes(seed));
    expect(seeds.every((seed) => drawPlan(seed).bucket !== undefined)).toBe(true);
    expect(others.every((seed) => drawPlan(seed).bucket === undefined)).toBe(true);
    for (const seed of chooseSeeds(1, 2, ['a bucket', 'lost disks'])) {
      expect(drawPlan(seed)).toMatchObject({ situation: 'lost disks', bucket: {} });
    }
  });
});
