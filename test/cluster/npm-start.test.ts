import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { withinTheContract } from '../support/cluster/start-test-cluster.ts';
import { isListening } from '../support/http/open-connection.ts';
import { startSlowUpload } from '../support/http/slow-upload.ts';
import { findFreePorts } from '../support/process/find-free-ports.ts';
import { useTestDirectory } from '../support/process/start-test-node.ts';

const script = fileURLToPath(new URL('../../scripts/start.mjs', import.meta.url));

/** Starts the script in a process group of its own, as a terminal does. */
async function startScript() {
  const ports = await findFreePorts(3);
  const cwd = await useTestDirectory();
  const child = spawn(process.execPath, [script, `${ports[0]}`], { cwd, detached: true });
  const ended = once(child, 'exit') as Promise<[number | null, string | null]>;
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  const signal = (name: NodeJS.Signals, to: 'the group' | 'the script'): void => {
    if (child.pid !== undefined) process.kill(to === 'the group' ? -child.pid : child.pid, name);
  };
  onTestFinished(async () => {
    if (child.exitCode === null) signal('SIGTERM', 'the script');
    await ended;
  });
  await expect.poll(() => output, withinTheContract).toMatch(/Ctrl-C/u);
  return { ports, ended, signal, output: () => output };
}

test.each(['the group', 'the script'] as const)(
  'npm start runs three nodes as one cluster, and SIGINT to %s ends all three cleanly',
  async (whom) => {
    const { ports, ended, signal, output } = await startScript();
    const [first, , last] = ports.map((port) => `http://127.0.0.1:${port}`);
    for (const port of ports) {
      const line = new RegExp(
        `^${port} \\| \\S+ info  cockatiel listens on http://\\S+:${port} `,
        'mu',
      );
      expect(output()).toMatch(line);
    }
    expect(output()).toMatch(new RegExp(`curl .* ${first}/`, 'u'));
    // What is put on one node takes a moment to another.
    expect(output()).toMatch(new RegExp(`until curl .* "${last}\\$name"; do `, 'u'));

    const upload = await fetch(`${first}/a.txt`, { method: 'PUT', body: 'content' });
    const path = upload.headers.get('location') ?? '';
    await expect
      .poll(async () => await (await fetch(last + path)).text(), withinTheContract)
      .toBe('content');

    // One is still sending a response when the others end: that must not cut it off.
    const slow = await startSlowUpload(ports[1] ?? 0);
    signal('SIGINT', whom);
    for (const port of ports)
      await expect.poll(() => isListening(port), withinTheContract).toBe(false);
    expect(await slow.finish()).toMatch(/^HTTP\/1\.1 201 /u);
    expect(await ended).toEqual([0, null]);
  },
);
