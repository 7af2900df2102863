import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync } from 'node:fs';
import { chown } from 'node:fs/promises';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { BuiltImage } from './build-image.ts';
import { type Instruction, variablesOf, wordsOf } from './dockerfile.ts';

/** A container of an image, with a root that is read-only, without capabilities or network. */
export interface ImageContainer {
  /** The id of its first process outside. */
  pid(): number;
  /** Runs a command inside as the user of the image; returns its exit status and output. */
  run(words: readonly string[], env?: Readonly<Record<string, string>>): [number | null, string];
  output(): string;
  /** Sends its first process a signal, and waits; returns the exit status. */
  stop(signal: NodeJS.Signals): Promise<number | null>;
}

/** Starts an image as an engine does that is given a directory for its volume. */
export async function startImage(image: BuiltImage, volume: string): Promise<ImageContainer> {
  const { stage, root } = image;
  const [user = '', group = ''] = textOf(stage.instructions, 'USER').split(':');
  mkdirSync(volume);
  await chown(volume, Number(user), Number(group));
  const variables = Object.entries(variablesOf(stage)).map(([name, value]) => `${name}=${value}`);
  const outer = spawn(
    'systemd-nspawn',
    [
      ...['--quiet', '--register=no', '--keep-unit', '--pipe', '--read-only'],
      ...['--private-network', '--no-new-privileges=yes', '--drop-capability=all'],
      `--directory=${root}`,
      `--user=${nameOf(user, root)}`,
      `--bind=${volume}:${textOf(stage.instructions, 'VOLUME')}`,
      ...variables.map((variable) => `--setenv=${variable}`),
      ...wordsOf(stage.instructions.find(({ name }) => name === 'ENTRYPOINT')),
    ],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  onTestFinished(() => void outer.kill('SIGKILL'));
  let output = '';
  for (const stream of [outer.stdout, outer.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  const exit = once(outer, 'exit') as Promise<[number | null]>;
  const pid = (): number => {
    const children = readFileSync(`/proc/${outer.pid}/task/${outer.pid}/children`, 'utf8');
    return Number(children.split(' ')[0]);
  };
  const inside = [
    '--mount',
    '--net',
    '--pid',
    '--root',
    '--wd',
    '--setuid',
    user,
    '--setgid',
    group,
  ];
  return {
    pid,
    output: () => output,
    run(words, env = {}) {
      const all = { ...variablesOf(stage), PATH: '/usr/local/bin:/usr/bin:/bin', ...env };
      const args = [`--target=${pid()}`, ...inside, '--', ...words];
      const { status, stdout, stderr } = spawnSync('nsenter', args, { env: all, encoding: 'utf8' });
      return [status, stdout + stderr];
    },
    async stop(signal) {
      process.kill(pid(), signal);
      const [status] = await exit;
      return status;
    },
  };
}

function textOf(instructions: readonly Instruction[], name: string): string {
  return instructions.find((each) => each.name === name)?.text ?? '';
}

/** systemd-nspawn knows users by name. */
function nameOf(user: string, root: string): string {
  const users = readFileSync(join(root, 'etc/passwd'), 'utf8').split('\n');
  return users.map((line) => line.split(':')).find(([, , id]) => id === user)?.[0] ?? user;
}
