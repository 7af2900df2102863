// The command line of the bench.
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { builtProgram } from './node-process.mjs';

const usage = `npm run bench -- [flags]
  --quick           a short run, under 90 seconds, whose figures are rough
  --only TEXT       only workloads whose name contains the text, or one of several with commas
  --rounds N        how often every server has its turn; default: 5 to 7, quick 2 to 3
  --generator NAME  wrk or autocannon; default: wrk where it is installed
  --program PATH    the built node to measure; default: the one of this package
  --dir PATH        where files are stored (10 GiB for a while); default: the temporary directory
  --out PATH        where results go; default: build/bench
  --write           write the results that docs/performance.md shows, to bench/results
  --help            this text`;

const options = {
  quick: { type: 'boolean', default: false },
  only: { type: 'string', default: '' },
  rounds: { type: 'string' },
  generator: { type: 'string' },
  program: { type: 'string', default: builtProgram },
  dir: { type: 'string', default: tmpdir() },
  out: { type: 'string', default: fileURLToPath(new URL('../build/bench', import.meta.url)) },
  write: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
};

/** The flags given to the bench; `--help` and a flag that is wrong end it. */
export function parseFlags(args) {
  try {
    const { values } = parseArgs({ args, options });
    if (values.help) {
      console.log(usage);
      process.exit(0);
    }
    return check(values);
  } catch (error) {
    console.error(`${error.message}\n${usage}`);
    process.exit(2);
  }
}

function check(values) {
  const { quick, only, write, out } = values;
  const generator = values.generator ?? preferredGenerator();
  // autocannon takes longer to start.
  const [full, short] = generator === 'wrk' ? [7, 3] : [5, 2];
  const rounds = Number(values.rounds ?? (quick ? short : full));
  if (!Number.isInteger(rounds) || rounds < 1)
    throw new Error('--rounds takes a number from 1 on.');
  if (!['wrk', 'autocannon'].includes(generator)) {
    throw new Error('--generator takes wrk or autocannon.');
  }
  if (write && (quick || only !== '')) throw new Error('--write takes a full run.');
  const results = fileURLToPath(new URL('./results', import.meta.url));
  return { ...values, rounds, generator, out: write ? results : out };
}

function preferredGenerator() {
  return spawnSync('wrk', ['-v']).error === undefined ? 'wrk' : 'autocannon';
}
