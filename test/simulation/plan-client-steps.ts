import type { SeededRandom } from '../support/node/seeded-random.ts';
import {
  type ClientStep,
  faultPhaseMs,
  type ReadStyle,
  type Step,
  type UploadStyle,
} from './step.ts';

/** Names collide on purpose: few of them, few bodies, and bursts within a second. */
export function planClientSteps(random: SeededRandom): Step[] {
  const bases = 1 + random.below(random.chance(0.4) ? 1 : 4);
  const bodies = 1 + random.below(3);
  const count = 10 + random.below(50);
  const times = planTimes(random, count);
  const steps = times.map((atMs) => ({ atMs, does: planClientStep(random, bases, bodies) }));
  return [...steps, ...planRaces(random, bases, bodies)];
}

/** Uploads and deletions of one name at the same moment, on one node. */
function planRaces(random: SeededRandom, bases: number, bodies: number): Step[] {
  const count = random.chance(0.5) ? 0 : 1 + random.below(5);
  return Array.from({ length: count }, () => {
    const where = {
      node: random.below(100),
      base: random.below(bases),
      body: random.below(bodies),
    };
    const atMs = random.below(faultPhaseMs - 20);
    const upload: ClientStep = { ...where, what: 'upload', style: 'plain' };
    const removal: ClientStep = { ...where, what: 'delete unborn', aheadSeconds: 0 };
    const racers = random.shuffle([upload, removal, random.chance(0.5) ? upload : removal]);
    return racers.map((does): Step => ({ atMs: atMs + random.below(20), does }));
  }).flat();
}

function planTimes(random: SeededRandom, count: number): number[] {
  const times: number[] = [];
  while (times.length < count) {
    const beginMs = random.below(faultPhaseMs);
    const burst = random.chance(0.5) ? 1 : 2 + random.below(8);
    const lengthMs = random.chance(0.5) ? 10 : 700;
    for (let at = 0; at < burst; at += 1) {
      times.push(Math.min(beginMs + random.below(lengthMs), faultPhaseMs - 1));
    }
  }
  return times.slice(0, count);
}

function planClientStep(random: SeededRandom, bases: number, bodies: number): ClientStep {
  const node = random.below(100);
  const which = random.below(1000);
  const [base, body] = [random.below(bases), random.below(bodies)];
  const prng = random.below(100);
  if (prng < 45) return { what: 'upload', node, base, body, style: pickUploadStyle(random) };
  if (prng < 65) return { what: 'delete', node, which };
  if (prng < 68) {
    return { what: 'delete unborn', node, base, body, aheadSeconds: random.below(4) };
  }
  if (prng < 97) return { what: 'read', node, which, style: pickReadStyle(random) };
  return { what: 'status', node };
}

function pickUploadStyle(random: SeededRandom): UploadStyle {
  const styles = [
    'plain',
    'plain',
    'plain',
    'hashed',
    'wrong hash',
    'stored name',
    'derived',
  ] as const;
  return random.pick<UploadStyle>(styles) as UploadStyle;
}

function pickReadStyle(random: SeededRandom): ReadStyle {
  const styles = ['whole', 'whole', 'whole', 'range', 'condition', 'head'] as const;
  return random.pick<ReadStyle>(styles) as ReadStyle;
}
