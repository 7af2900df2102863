// `npm run mutants`: makes one wrong edit of the program after the other, each in a copy, and shows
// which suites notice. Exit status 1 when one gets past all of them, or is none that can be made.
//   --only <text>    only the mutants whose name, file or promise contains the text; repeatable
//   --suite <name>   only this suite
//   --first          each mutant only until a suite notices it
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { mutants } from './mutants.mjs';
import { killAll, runCommand } from './run-command.mjs';
import { suites } from './suites.mjs';
import {
  applyMutant,
  countPlaces,
  removeWorkingCopies,
  root,
  withWorkingCopy,
} from './working-copy.mjs';

/** So many mutants at a time. */
const lanes = 2;
/** A suite that takes so many times as long as without a mutant hangs. */
const patience = 5;
const shortestLimitMs = 60_000;

/** A mutant may leave something unused; any other fault of its types makes it nonsense. */
const types = { command: 'node_modules/.bin/tsc', args: ['-p', 'tsconfig.pure.json', '--noEmit'] };
const typeFault = /error TS(?!6133|6192|6196|6198)\d+: .*$/mu;

const limitsMs = new Map();

function print(line) {
  process.stdout.write(`${line}\n`);
}

/** Tells what of the suite failed; `undefined` when nothing did. */
async function findKill(suite, mutant, directory) {
  const near = suite.near?.(mutant);
  const kill = near && (await findFailure(suite, near, directory));
  return kill ?? (await findFailure(suite, suite, directory));
}

async function findFailure(suite, command, directory) {
  const limitMs = limitsMs.get(suite.name);
  const { exit, output } = await runCommand(command, directory, limitMs);
  if (exit === undefined) return { detail: `${suite.name} (hangs)` };
  if (exit === 0) return undefined;
  const detail = `${suite.name} (${suite.find(directory, output)})`;
  if (suite.repeat === undefined) return { detail };
  // A test that fails now and then says nothing about the mutant, and hides that nothing does.
  const again = await runCommand(suite.repeat(directory), directory, limitMs);
  return { detail, isUnsteady: again.exit === 0 };
}

async function judge(mutant, chosen, isFirstEnough) {
  return await withWorkingCopy(async (directory) => {
    const places = countPlaces(directory, mutant);
    if (places !== 1) return { verdict: 'STALE', detail: `${places} places in ${mutant.file}` };
    applyMutant(directory, mutant);
    const { output } = await runCommand(types, directory, shortestLimitMs);
    const fault = typeFault.exec(output);
    if (fault !== null) return { verdict: 'NONSENSE', detail: fault[0] };
    const kills = [];
    for (const suite of chosen) {
      const kill = await findKill(suite, mutant, directory);
      if (kill !== undefined) kills.push(kill);
      if (kills.length > 0 && isFirstEnough) break;
    }
    return weigh(mutant, chosen, kills);
  });
}

function weigh({ equivalent, simOnly }, chosen, kills) {
  const detail = kills.map((kill) => kill.detail).join(' + ');
  if (kills.some(({ isUnsteady }) => isUnsteady)) return { verdict: 'UNSTEADY', detail };
  if (kills.length > 0) {
    return { verdict: equivalent === undefined ? 'killed' : 'NOT EQUIVALENT', detail };
  }
  if (equivalent !== undefined) return { verdict: 'equivalent', detail: equivalent };
  const isLeft = simOnly !== undefined && chosen.every(({ name }) => name !== 'sim');
  if (isLeft) return { verdict: 'left to sim', detail: simOnly };
  return { verdict: 'SURVIVED', detail: chosen.map(({ name }) => name).join(', ') };
}

/** Every suite passes without a mutant, and shows how long it takes. */
async function checkSuites(chosen) {
  return await withWorkingCopy(async (directory) => {
    for (const suite of chosen) {
      limitsMs.set(suite.name, 600_000);
      const { exit, output, durationMs } = await runCommand(suite, directory, 600_000);
      if (exit !== 0) {
        print(`${suite.name} fails without a mutant:\n${output}\n${suite.find(directory, output)}`);
        return false;
      }
      limitsMs.set(suite.name, Math.max(shortestLimitMs, patience * durationMs));
      print(`${suite.name} passes without a mutant, in ${Math.round(durationMs / 1000)} s.`);
    }
    return true;
  });
}

/** Judges all mutants, some at a time, and prints them in the order of the list. */
async function judgeAll({ list, chosen, isFirstEnough }) {
  const outcomes = [];
  let next = 0;
  let printed = 0;
  async function work() {
    while (next < list.length) {
      const index = next;
      next += 1;
      outcomes[index] = await judge(list[index], chosen, isFirstEnough);
      for (; outcomes[printed] !== undefined; printed += 1) {
        const { verdict, detail } = outcomes[printed];
        const { name, promise } = list[printed];
        print(`${verdict} | ${promise} | ${name} | ${detail}`);
      }
    }
  }
  await Promise.all(Array.from({ length: lanes }, work));
  return outcomes;
}

/** The mutants and the suites that the command line asks for. */
function choose() {
  const only = { type: 'string', multiple: true, default: [''] };
  const first = { type: 'boolean', default: false };
  const { values } = parseArgs({ options: { only, first, suite: { type: 'string' } } });
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const chosen = suites
    .filter(({ script }) => script === undefined || script in scripts)
    .filter(({ name }) => values.suite === undefined || name === values.suite);
  const list = mutants.filter(({ name, file, promise }) => {
    return values.only.some((text) => [name, file, promise].some((fact) => fact.includes(text)));
  });
  return { list, chosen, isFirstEnough: values.first };
}

async function main() {
  const startedAtMs = Date.now();
  const choice = choose();
  const { list, chosen } = choice;
  if (chosen.length === 0 || list.length === 0) {
    print('There is no such mutant, or no such suite.');
    return 2;
  }
  if (!(await checkSuites(chosen))) return 1;
  print('verdict | promise | mutant | killed by');
  const verdicts = (await judgeAll(choice)).map(({ verdict }) => verdict);
  const counts = [...new Set(verdicts)].sort().map((verdict) => {
    return `${verdicts.filter((other) => other === verdict).length} ${verdict}`;
  });
  const seconds = Math.round((Date.now() - startedAtMs) / 1000);
  print(`${list.length} mutants in ${seconds} s: ${counts.join(', ')}.`);
  return verdicts.every((verdict) => /^[a-z]/u.test(verdict)) ? 0 : 1;
}

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => {
    killAll();
    removeWorkingCopies();
    process.exit(130);
  });
}
process.exitCode = await main();
