import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { mainPath, nodeArguments } from './start-process.ts';
import { useTestDirectory } from './start-test-node.ts';

/** A node that writes all it prints, on both streams, to one file, as under a service manager. */
export interface LoggingNode {
  readonly url: string;
  readonly port: number;
  readonly storage: string;
  /** The file of secrets for writing, `secret` at the start. */
  readonly secretFile: string;
  /** All that was printed so far. */
  output(): Promise<string>;
  signal(signal: NodeJS.Signals): void;
  /** Resolves with the exit status. */
  readonly ended: Promise<number | null>;
}

export interface LoggingNodeOptions {
  /** Whether systemd says that its journal reads the file. */
  readonly isJournal?: boolean;
  readonly args?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  /** A program that the process runs beside the node. */
  readonly beside?: string;
}

/** The secret for writing. */
export const writeSecret = 'a-secret-of-writers';

/** Starts such a node, which listens when this resolves, and is ended when the test is over. */
export async function startLoggingNode(options: LoggingNodeOptions = {}): Promise<LoggingNode> {
  const cwd = await useTestDirectory();
  const [path, secretFile] = [join(cwd, 'log'), join(cwd, 'secret')];
  await writeFile(secretFile, `${writeSecret}\n`, { mode: 0o600 });
  const file = await open(path, 'w');
  onTestFinished(() => file.close());
  const { dev, ino } = await file.stat();
  const beside = options.beside === undefined ? [] : ['--import', asUrl(options.beside)];
  const args = ['--write-secret-file', secretFile, ...(options.args ?? [])];
  const child = spawn(process.execPath, [...beside, mainPath, ...nodeArguments(cwd, args)], {
    cwd,
    env: {
      ...process.env,
      ...(options.isJournal === true && { JOURNAL_STREAM: `${dev}:${ino}` }),
      ...options.env,
    },
    stdio: ['ignore', file.fd, file.fd],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const ended = once(child, 'exit').then(([code]) => code as number | null);
  const output = (): Promise<string> => readFile(path, 'utf8');
  await expect.poll(output).toContain('listens on');
  const [, url = ''] = /listens on (\S+)/u.exec(await output()) ?? [];
  return {
    url,
    port: Number(new URL(url).port),
    storage: join(cwd, 'storage'),
    secretFile,
    output,
    signal: (signal) => void child.kill(signal),
    ended,
  };
}

function asUrl(program: string): string {
  return `data:text/javascript,${encodeURIComponent(program)}`;
}
