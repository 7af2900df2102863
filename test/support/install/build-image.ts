import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { repository } from '../process/documents.ts';
import { copyCheckout } from './copy-checkout.ts';
import { type Instruction, readStages, type Stage } from './dockerfile.ts';

/** What the Dockerfile makes, as a directory. */
export interface BuiltImage {
  readonly root: string;
  /** The last stage, with what a container is started with. */
  readonly stage: Stage;
  remove(): void;
}

const nspawn = ['--quiet', '--register=no', '--keep-unit', '--pipe'];

/**
 * Carries out the Dockerfile of this repository in a directory, on a clean root: each stage is a
 * layer over it. Commands run in a container with the network of this machine, the certificates
 * that its npm trusts, and npm's cache.
 */
export async function buildImage(directory: string, base: string): Promise<BuiltImage> {
  const context = join(directory, 'context');
  await copyCheckout(context);
  for (const path of readFileSync(join(repository, '.dockerignore'), 'utf8').split('\n')) {
    if (/^[^#]/u.test(path)) execFileSync('rm', ['-rf', join(context, path)]);
  }
  const roots = new Map<string | undefined, string>([['', context]]);
  const stages = readStages();
  for (const stage of stages) {
    const root = mountLayer(join(directory, `stage-${roots.size}`), base);
    roots.set(stage.name, root);
    carryOut(stage, root, roots);
  }
  const root = roots.get(stages.at(-1)?.name) ?? '';
  const remove = (): void => {
    execFileSync('umount', ['--lazy', ...[...roots.values()].slice(1)]);
    execFileSync('rm', ['-rf', directory]);
  };
  return { root, stage: stages.at(-1) as Stage, remove };
}

function mountLayer(directory: string, base: string): string {
  const [upper = '', work = '', root = ''] = ['upper', 'work', 'root'].map((name) =>
    join(directory, name),
  );
  for (const path of [upper, work, root]) mkdirSync(path, { recursive: true });
  const layers = `lowerdir=${base},upperdir=${upper},workdir=${work}`;
  execFileSync('mount', ['-t', 'overlay', 'overlay', '-o', layers, root]);
  return root;
}

function carryOut(
  { instructions }: Stage,
  root: string,
  roots: ReadonlyMap<string | undefined, string>,
): void {
  let workDirectory = '/';
  for (const instruction of instructions) {
    if (instruction.name === 'WORKDIR') {
      workDirectory = instruction.text;
      mkdirSync(join(root, workDirectory), { recursive: true });
    }
    if (instruction.name === 'COPY') copy(instruction, join(root, workDirectory), roots);
    if (instruction.name === 'RUN') runIn(root, workDirectory, instruction.text);
  }
}

/** Of a directory `COPY` copies what is in it. */
function copy(
  { text, flags }: Instruction,
  workDirectory: string,
  roots: ReadonlyMap<string | undefined, string>,
): void {
  const [, stage = ''] = /^--from=(.+)$/u.exec(flags[0] ?? '') ?? [];
  const source = roots.get(stage) ?? '';
  const paths = text.split(' ');
  const target = join(workDirectory, paths.pop() ?? '');
  for (const path of paths) {
    const from = join(source, path);
    const isDirectory = statSync(from).isDirectory();
    if (isDirectory) mkdirSync(target, { recursive: true });
    const what = isDirectory ? `${from}/.` : from;
    execFileSync('cp', ['--recursive', '--no-dereference', '--preserve=mode', what, target]);
  }
}

function runIn(root: string, workDirectory: string, command: string): void {
  const certificates = process.env['NODE_EXTRA_CA_CERTS'];
  const trust =
    certificates === undefined
      ? []
      : [`--bind-ro=${certificates}`, `--setenv=NODE_EXTRA_CA_CERTS=${certificates}`];
  const cache = [`--bind=${join(homedir(), '.npm')}:/root/.npm`];
  const own = [`--directory=${root}`, `--chdir=${workDirectory}`, ...trust, ...cache];
  execFileSync('systemd-nspawn', [...nspawn, ...own, '/bin/sh', '-c', command], { stdio: 'pipe' });
}
