import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { expect, onTestFinished } from 'vitest';

/**
 * Starts a program of the examples on a free port, until the end of the test, by when it may have
 * written nothing to standard error. Returns the origin of the URL that it prints.
 */
export async function startExample(directory: string, program: string): Promise<URL> {
  const child = spawn(process.execPath, [program, '0'], { cwd: directory });
  onTestFinished(() => void child.kill('SIGKILL'));
  let errors = '';
  child.stderr.on('data', (text: Buffer) => {
    errors += text.toString();
  });
  onTestFinished(() => expect([errors, child.exitCode]).toEqual(['', null]));
  const [line] = await once(createInterface(child.stdout), 'line');
  return new URL(/http:\/\/\S+/u.exec(String(line))?.[0] ?? '', 'http://none');
}
