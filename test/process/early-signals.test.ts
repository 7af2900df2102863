import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { canStartAsInit, startLoading } from '../support/process/start-loading.ts';
import { mainPath, nodeArguments } from '../support/process/start-process.ts';
import { useTestDirectory } from '../support/process/start-test-node.ts';

const notAllowed = 'the first process of a namespace is not allowed here';
const isInitAllowed = canStartAsInit();

const signals = [
  ['SIGTERM', 143],
  ['SIGINT', 130],
] as const;

async function useSignArguments(): Promise<string[]> {
  const file = join(await useTestDirectory(), 'secret');
  await writeFile(file, 'correct-horse-battery-staple\n', { mode: 0o600 });
  return ['sign', '--secret-file', file, '--name', 'a'];
}

test.for(signals)(
  '%s ends a node that starts as the first process of a container, with %d',
  async ([signal, code], ctx) => {
    if (!isInitAllowed) return ctx.skip(notAllowed);
    const directory = await useTestDirectory();
    const node = await startLoading(nodeArguments(directory), directory, 'init');
    node.signal(signal);
    expect(await node.ended).toBe(code);
    expect(node.output()).toBe('');
  },
);

test.for(signals)(
  '%s ends a node that runs as the first process of a container, with 0',
  async ([signal], ctx) => {
    if (!isInitAllowed) return ctx.skip(notAllowed);
    const directory = await useTestDirectory();
    const node = await startLoading(nodeArguments(directory), directory, 'init');
    node.goOn();
    await expect.poll(node.output).toContain('listens on');
    node.signal(signal);
    expect(await node.ended).toBe(0);
  },
);

test('SIGTERM ends cockatiel sign as the first process of a container', async (ctx) => {
  if (!isInitAllowed) return ctx.skip(notAllowed);
  const sign = await startLoading(await useSignArguments(), await useTestDirectory(), 'init');
  sign.signal('SIGTERM');
  expect(await sign.ended).toBe(143);
  expect(sign.output()).toBe('');
});

test.each(['SIGTERM', 'SIGINT'] as const)(
  '%s right after the start ends any other process as by default',
  async (signal) => {
    const directory = await useTestDirectory();
    for (const args of [await useSignArguments(), nodeArguments(directory)]) {
      const child = spawn(process.execPath, [mainPath, ...args], { stdio: 'ignore' });
      child.kill(signal);
      expect(await once(child, 'exit')).toEqual([null, signal]);
    }
  },
);

test.for(['init', 'any process'] as const)(
  'SIGHUP does not end a node that starts as %s',
  async (as, ctx) => {
    if (as === 'init' && !isInitAllowed) return ctx.skip(notAllowed);
    const directory = await useTestDirectory();
    const node = await startLoading(nodeArguments(directory), directory, as);
    node.signal('SIGHUP');
    await expect.poll(node.output).toContain('listens on');
    node.signal('SIGTERM');
    expect(await node.ended).toBe(0);
  },
);
