// Loaded into a node's process with `--import`: its clock is off by TEST_CLOCK_OFFSET_MS, at once
// or when SIGUSR2 comes, and its time runs TEST_TIME_FACTOR times as fast, or with
// TEST_CLOCK_FROZEN not at all, while its timers run.
import { Socket } from 'node:net';

const factor = Number(process.env['TEST_TIME_FACTOR'] ?? 1);
const offsetMs = Number(process.env['TEST_CLOCK_OFFSET_MS'] ?? 0);
const isStep = process.env['TEST_CLOCK_STEPS'] !== undefined;
const { now } = Date;
const startMs = now();
const isFrozen = process.env['TEST_CLOCK_FROZEN'] !== undefined;
let shiftMs = isStep ? 0 : offsetMs;

Date.now = () => {
  const passedMs = isFrozen ? 0 : (now() - startMs) * factor;
  return Math.floor(startMs + passedMs + shiftMs);
};
if (isStep) {
  process.on('SIGUSR2', () => {
    shiftMs = offsetMs;
  });
}

if (factor !== 1) {
  for (const name of ['setTimeout', 'setInterval']) {
    const real = globalThis[name];
    globalThis[name] = (work, ms = 0, ...rest) => real(work, ms / factor, ...rest);
  }
  const { setTimeout: setSocketTimeout } = Socket.prototype;
  Socket.prototype.setTimeout = function (ms, ...rest) {
    return setSocketTimeout.call(this, ms / factor, ...rest);
  };
}
