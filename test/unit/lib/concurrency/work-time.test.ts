import { expect, it } from 'vitest';
import { createWorkTime } from '../../../../lib/concurrency/work-time.ts';

it('work is measured from pause to pause, and not beyond a second or below nothing', () => {
  let ms = 5000;
  const work = createWorkTime({ nowMs: () => ms });
  expect(work.passedMs()).toBe(0);
  ms += 30;
  expect(work.passedMs()).toBe(30);
  ms += 70;
  work.goOn();
  ms += 20;
  expect(work.passedMs()).toBe(20);
  ms += 3_600_000;
  expect(work.passedMs()).toBe(1000);
  ms -= 7_200_000;
  expect(work.passedMs()).toBe(0);
});
