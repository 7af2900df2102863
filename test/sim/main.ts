import { drawPlan } from './plan.ts';
import { runSeed } from './run-seed.ts';

const from = Number(process.argv[2] ?? 1);
const count = Number(process.argv[3] ?? 1);
const trace = process.argv[4] === 'trace';
const began = Date.now();
for (let seed = from; seed < from + count; seed += 1) {
  const t = Date.now();
  const outcome = await runSeed({
    plan: drawPlan(seed),
    ...(trace && { onLine: (l: string) => process.stdout.write(`${l}\n`) }),
  });
  process.stdout.write(
    `${seed} ${outcome.fingerprint} ${outcome.events} events ${Date.now() - t} ms ${outcome.failures.map((f) => `${f.invariant} ${f.what}`).join(' | ')}\n`,
  );
}
process.stdout.write(`${Date.now() - began} ms\n`);
