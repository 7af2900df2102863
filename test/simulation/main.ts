import { availableParallelism } from 'node:os';
import { cac } from 'cac';
import { chooseSeeds } from './choose-seeds.ts';
import { drawPlan, type Plan } from './plan.ts';
import { runSeed } from './run-seed.ts';
import { parseScenarios, type ScenarioKind, scenarioKinds } from './scenario-kinds.ts';
import { runSeeds, type SeedResult } from './seed-pool.ts';
import { keepSteps, shrink } from './shrink.ts';
import { createSummary, type Summary } from './summary.ts';

interface Flags {
  readonly seeds: number;
  readonly from: number;
  readonly workers: number;
  readonly bail?: boolean;
  readonly seed?: number;
  readonly trace?: boolean;
  readonly keep?: string | number;
  readonly faults?: string | number;
  readonly scenarios?: string | number;
  readonly with?: string | number;
}

/** With fewer seeds some branches are not taken, which then is no failure. */
const enoughSeeds = 1000;
const mostShrunk = 3;
const progressMs = 5000;

const cli = cac('npm run sim --');
cli
  .command('', 'Runs clusters in simulation, and holds them against their promises')
  .option('--seeds <n>', 'how many seeds to run', { default: 1000 })
  .option('--from <seed>', 'the first of them', { default: 1 })
  .option('--workers <n>', 'how many to run at once', { default: availableParallelism() })
  .option('--bail', 'ends at the first seed that fails, and does not look for a shorter trace')
  .option('--seed <seed>', 'runs this seed alone')
  .option('--trace', 'tells its trace')
  .option('--keep <steps>', 'only these steps of its plan, by number, separated by commas')
  .option('--scenarios <numbers>', 'only these scenarios, by number, or `none`')
  .option('--with <numbers>', 'only seeds that have these scenarios, by number')
  .option('--faults <names>', 'only these faults, by name, separated by commas')
  .action(async (flags: Flags) => {
    const isGreen = flags.seed === undefined ? await runMany(flags) : await runOne(flags);
    process.exitCode = isGreen ? 0 : 1;
  });
cli.help();
cli.parse();

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function runMany({ seeds, from, workers, bail, ...flags }: Flags): Promise<boolean> {
  const beganAtMs = Date.now();
  const scenarios = scenariosOf(flags);
  const wanted = flags.with === undefined ? [] : parseScenarios(String(flags.with));
  const summary = createSummary(scenarios);
  const seconds = (): string => ((Date.now() - beganAtMs) / 1000).toFixed(0);
  const progress = setInterval(() => {
    print(`${seeds}: ${conclude(summary)}, ${seconds()} s`);
  }, progressMs);
  await runSeeds(chooseSeeds(from, seeds, wanted), { workers, scenarios }, (result) => {
    summary.add(result);
    return bail !== true || result.outcome.failures.length === 0;
  }).finally(() => clearInterval(progress));
  print(summary.describe());
  if (bail === true) printFailures(summary.failed[0]);
  else for (const { seed } of summary.failed.slice(0, mostShrunk)) await explain(seed, flags);
  const isWhole = seeds >= enoughSeeds && wanted.length === 0 && bail !== true;
  const missed = isWhole ? summary.missed() : [];
  for (const what of missed) print(`FAILED: it never happened: ${what}`);
  print(`${conclude(summary)} in ${seconds()} s`);
  return summary.failed.length + missed.length === 0;
}

function printFailures(result: SeedResult | undefined): void {
  for (const { invariant, what } of result?.outcome.failures ?? []) {
    print(`FAILED seed ${result?.seed}: ${invariant}: ${what}`);
  }
}

function conclude({ seedCount, failed }: Summary): string {
  const names = failed.map(({ seed }) => seed).join(', ');
  return `${seedCount} seeds, ${failed.length} failed${names === '' ? '' : ` (${names})`}`;
}

/** Prints the shortest trace in which a seed fails, and how to reproduce it. */
async function explain(seed: number, flags: Pick<Flags, 'scenarios'>): Promise<void> {
  const plan = drawPlan(seed, scenariosOf(flags));
  const failed = await runSeed({ plan });
  const shrunk = await shrink(plan, failed);
  print('');
  await printTrace(shrunk.plan, new Set(shrunk.faults));
  printFailures({ seed, outcome: failed });
  const names = shrunk.faults.length === 0 ? 'none' : shrunk.faults.join(',');
  const kept = shrunk.kept.length === 0 ? 'none' : shrunk.kept.join(',');
  const choice = flags.scenarios === undefined ? '' : ` --scenarios ${flags.scenarios}`;
  const command = `npm run sim -- --seed ${seed}${choice}`;
  print(`the whole trace:    ${command} --trace`);
  print(`the shortest trace: ${command} --keep ${kept} --faults ${names} --trace`);
}

async function printTrace(plan: Plan, allowed: ReadonlySet<string>): Promise<void> {
  await runSeed({ plan, allowed, onLine: print });
}

async function runOne({ seed = 0, trace, keep, faults, ...flags }: Flags): Promise<boolean> {
  const whole = drawPlan(seed, scenariosOf(flags));
  const plan = keep === undefined ? whole : keepSteps(whole, split(keep).map(Number));
  const allowed = faults === undefined ? undefined : new Set(split(faults));
  const outcome = await runSeed({ plan, allowed, ...(trace === true && { onLine: print }) });
  const { failures, fingerprint, events, virtualMs } = outcome;
  printFailures({ seed, outcome });
  print(`seed ${seed}: ${events} events in ${(virtualMs / 1000).toFixed(1)} s, ${fingerprint}`);
  return failures.length === 0;
}

function scenariosOf({ scenarios }: Pick<Flags, 'scenarios'>): readonly ScenarioKind[] {
  return scenarios === undefined ? scenarioKinds : parseScenarios(String(scenarios));
}

function split(list: string | number): string[] {
  return String(list).split(',');
}
