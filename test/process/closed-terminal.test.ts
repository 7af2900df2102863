import { expect, test } from 'vitest';
import { isListening } from '../support/http/open-connection.ts';
import { startSlowUpload } from '../support/http/slow-upload.ts';
import { startOnTerminal } from '../support/process/start-on-terminal.ts';

test('a node whose terminal is closed finishes what is in flight, and ends', async () => {
  const node = await startOnTerminal();
  const upload = await startSlowUpload(node.port);
  await node.closeTerminal();
  // As a shell does that passes the signal on to its jobs.
  node.signal('SIGHUP');
  await expect.poll(() => isListening(node.port)).toBe(false);
  node.signal('SIGHUP');
  expect(await upload.finish()).toMatch(/^HTTP\/1\.1 201 /u);
  expect(await node.exitStatus()).toBe(0);
});

test.each(['SIGTERM', 'SIGINT'] as const)(
  '%s ends a node whose terminal is gone as any other',
  async (signal) => {
    const node = await startOnTerminal();
    await node.closeTerminal();
    node.signal(signal);
    expect(await node.exitStatus()).toBe(0);
  },
);

test('a second SIGTERM ends a node whose terminal is gone at once', async () => {
  const node = await startOnTerminal();
  const upload = await startSlowUpload(node.port);
  await node.closeTerminal();
  node.signal('SIGTERM');
  await expect.poll(() => isListening(node.port)).toBe(false);
  node.signal('SIGTERM');
  expect(await node.exitStatus()).toBe(1);
  await upload.finish().catch(() => undefined);
});

test('a node under nohup goes on when its terminal is closed, and reads its secrets', async () => {
  const node = await startOnTerminal([], 'nohup');
  await node.closeTerminal();
  node.signal('SIGHUP');
  await expect.poll(node.nohupOutput).toContain('the secrets were read again');
  expect((await fetch(`http://127.0.0.1:${node.port}/_status`)).status).toBe(200);
  node.signal('SIGTERM');
  await expect.poll(node.isRunning).toBe(false);
});

test('SIGHUP on an open terminal reads the secrets again', async () => {
  const node = await startOnTerminal();
  node.signal('SIGHUP');
  await expect.poll(node.shown).toContain('the secrets were read again');
  expect(await isListening(node.port)).toBe(true);
});
