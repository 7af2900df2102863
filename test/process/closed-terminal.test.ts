import { expect, test } from 'vitest';
import { isListening } from '../support/http/open-connection.ts';
import { startSlowUpload } from '../support/http/slow-upload.ts';
import { startOnTerminal } from '../support/process/start-on-terminal.ts';

const polling = { timeout: 20_000 };

test('a node whose terminal is closed finishes what is in flight, and ends', async () => {
  const node = await startOnTerminal();
  const upload = await startSlowUpload(node.port);
  node.closeTerminal();
  await expect.poll(() => isListening(node.port), polling).toBe(false);
  // As a shell does that passes the signal on to its jobs.
  node.signal('SIGHUP');
  expect(await upload.finish()).toMatch(/^HTTP\/1\.1 201 /u);
  await expect.poll(node.isRunning, polling).toBe(false);
});

test('a node under nohup goes on when its terminal is closed, and reads its secrets', async () => {
  const node = await startOnTerminal([], 'nohup');
  node.closeTerminal();
  node.signal('SIGHUP');
  await expect.poll(node.nohupOutput, polling).toContain('the secrets were read again');
  expect((await fetch(`http://127.0.0.1:${node.port}/_status`)).status).toBe(200);
  node.signal('SIGTERM');
  await expect.poll(node.isRunning, polling).toBe(false);
});

test('SIGHUP on an open terminal reads the secrets again', async () => {
  const node = await startOnTerminal();
  node.signal('SIGHUP');
  await expect.poll(node.shown, polling).toContain('the secrets were read again');
  expect(await isListening(node.port)).toBe(true);
});
