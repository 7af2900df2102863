// Loaded into a node's process with `--import`: its clock is off by TEST_CLOCK_OFFSET_MS, at once
// or when SIGUSR2 comes, and its time runs TEST_TIME_FACTOR times as fast.
import { Socket } from 'node:net';

const factor = Number(process.env['TEST_TIME_FACTOR'] ?? 1);
const offsetMs = Number(process.env['TEST_CLOCK_OFFSET_MS'] ?? 0);
const isStep = process.env['TEST_CLOCK_STEPS'] !== undefined;
const { now } = Date;
const startMs = now();
let shiftMs = isStep ? 0 : offsetMs;

Date.now = () => Math.floor(startMs + (now() - startMs) * factor + shiftMs);
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
