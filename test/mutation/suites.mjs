import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const results = 'mutants-unit.json';
const vitest = [
  'node_modules/vitest/vitest.mjs',
  ...['run', '--project', 'unit', '--bail', '1', '--no-cache'],
  // One process for all files: the start of each costs more than what most of them do.
  ...['--no-isolate', '--no-file-parallelism'],
  // A machine that is busy with other mutants must not look like a test that fails.
  ...['--testTimeout', '60000', '--hookTimeout', '60000'],
  ...['--reporter', 'json', '--outputFile', results],
];

const sim = ['run', '--silent', 'sim', '--', '--bail', '--workers', '1'];
/** Of what only some scenarios need: runs that have one notice most edits of it. */
const scenarioFiles = [
  { scenario: '15', pattern: /^lib\/(?:object-store|objects)\/|track-objects|peer-replicator/u },
  { scenario: '16', pattern: /^(?:lib\/uploads|handlers\/tus)\//u },
];

const everything = ['test/unit/handlers/', 'test/unit/lib/', 'test/scenarios/'];

/**
 * The suites that every mutant has to pass, each with its command. `find` names what failed, from
 * the output or from files in the copy, and `repeat` is the command that must fail once more before
 * it counts. `near` is the part of it that notices most edits of a file, and is run first. A suite
 * that needs a script of package.json is left out where there is none.
 */
export const suites = [
  {
    name: 'unit',
    command: process.execPath,
    args: [...vitest, ...everything],
    near: ({ file }) => ({
      command: process.execPath,
      args: [...vitest, '--passWithNoTests', `test/unit/${dirname(file)}/`],
    }),
    find(directory, output) {
      const { file, test } = findFailedTest(directory);
      if (test !== undefined) return `${file.slice(file.lastIndexOf('/') + 1)}: ${test}`;
      return /^Error: .*$/mu.exec(output)?.[0] ?? 'no test failed, but the run did';
    },
    repeat(directory) {
      const { file } = findFailedTest(directory);
      return { command: process.execPath, args: [...vitest, ...(file ? [file] : everything)] };
    },
  },
  {
    name: 'sim',
    script: 'sim',
    command: 'npm',
    args: [...sim, '--seeds', '200'],
    near({ file }) {
      const found = scenarioFiles.find(({ pattern }) => pattern.test(file));
      if (found === undefined) return undefined;
      return { command: 'npm', args: [...sim, '--with', found.scenario, '--seeds', '60'] };
    },
    find: (_directory, output) =>
      /^FAILED.*$/mu.exec(output)?.[0] ?? 'no seed failed, but the run did',
  },
];

function findFailedTest(directory) {
  const path = join(directory, results);
  const files = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).testResults : [];
  for (const { name: file, assertionResults } of files) {
    const failed = assertionResults.find(({ status }) => status === 'failed');
    if (failed !== undefined) return { file, test: failed.fullName.trim() };
  }
  return {};
}
