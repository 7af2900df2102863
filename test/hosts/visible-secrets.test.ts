import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { runProgram } from '../support/process/run-program.ts';
import { nodeArguments } from '../support/process/start-process.ts';
import { startTestNode, useTestDirectory } from '../support/process/start-test-node.ts';
import { bun, deno } from './engine-paths.ts';
import { engines } from './engines.ts';

const peer = 'http://any:s3cret-of-the-peer@127.0.0.1:9';

test('deno shows no secret of the command line in the process list', async () => {
  const node = await startTestNode(['--node', peer], undefined, { engine: deno });
  expect(await readFile(`/proc/${node.child.pid}/cmdline`, 'utf8')).not.toContain('s3cret');
});

test.each(['--node', '--proxy', '--forget'])(
  'bun, which would show it, takes no secret in %s',
  async (flag) => {
    const cwd = await useTestDirectory();
    const run = await runProgram(nodeArguments(cwd, [flag, peer]), { cwd, engine: bun });
    expect(run).toMatchObject({ status: 2, stdout: '' });
    expect(run.stderr).toContain(`COCKATIEL_${flag.slice(2).toUpperCase()}`);
    expect(run.stderr).not.toContain('s3cret');
  },
);

test.each(engines)('%s takes it from the environment, and does not show it', async (_, engine) => {
  const node = await startTestNode([], undefined, { engine, env: { COCKATIEL_NODE: peer } });
  expect(await readFile(`/proc/${node.child.pid}/cmdline`, 'utf8')).not.toContain('s3cret');
  const status = await (await fetch(`${node.url}/_status`)).text();
  expect(status).toContain('http://any:***@127.0.0.1:9');
});
