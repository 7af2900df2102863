import type { EarlySignals } from './early-signals.cts';
import type { TickShape } from './tick-shape.cts';
import type { YoungGeneration } from './young-generation.cts';

const { handleEarlySignals } = require('./early-signals.cjs') as EarlySignals;
const { keepTickShape } = require('./tick-shape.cjs') as TickShape;
const { limitYoungGeneration } = require('./young-generation.cjs') as YoungGeneration;
limitYoungGeneration(process);
handleEarlySignals();
keepTickShape(process);
// CommonJS, because loading the first ES module starts the thread pool, with four threads by
// default. Half of what this program does waits for a disk, and four slow reads must not block
// everything else. A number that the user has set stays.
process.env['UV_THREADPOOL_SIZE'] ??= '8';
// Peers' URLs on the command line may hold secrets, and every user of the machine can list it.
process.title = 'cockatiel';
// One file with all modules (scripts/build.mjs).
void import('./main.ts');
