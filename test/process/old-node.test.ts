import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { OldNode } from '../../runtime/cli/explain-old-node.cts';
import { mainPath } from '../support/process/start-process.ts';

// As it was compiled: CommonJS, for Nodes that know nothing newer.
const require = createRequire(import.meta.url);
const { explainOldNode } = require(join(dirname(mainPath), 'explain-old-node.cjs')) as OldNode;
const preload = fileURLToPath(new URL('../support/process/fake-node-version.cjs', import.meta.url));

test.each(['20.19.0', '20.20.2', '21.0.0', '24.0.0-nightly', '100.0.0'])(
  'Node %s is new enough',
  (version) => {
    expect(explainOldNode(version)).toBeUndefined();
  },
);

test.each(['0.10.48', '4.9.1', '18.20.8', '20.18.3', '20.9.0'])('Node %s is too old', (version) => {
  expect(explainOldNode(version)).toBe(`cockatiel needs Node 20.19 or newer; this is v${version}`);
});

test('the version that the message names is the one in package.json', () => {
  const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as {
    engines: { node: string };
  };
  expect(explainOldNode('18.0.0')).toContain(` ${manifest.engines.node.slice(2)} or newer`);
});

function runOn(version: string): unknown {
  const args = ['--require', preload, mainPath, '--version'];
  const env = { ...process.env, FAKE_NODE_VERSION: version };
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { env, encoding: 'utf8' });
  return { status, stdout, stderr };
}

test('on an old version of Node the program says so in one line before it loads anything else', () => {
  expect(runOn('18.20.8')).toEqual({
    status: 1,
    stdout: '',
    stderr: 'cockatiel needs Node 20.19 or newer; this is v18.20.8\n',
  });
});

test('without that check the same run would fail without an explanation', () => {
  expect(runOn('20.19.0')).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('CustomEvent'),
  });
});
