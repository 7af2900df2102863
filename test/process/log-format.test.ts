import { spawn } from 'node:child_process';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { linesOf } from '../support/process/log-lines.ts';
import { runProgram } from '../support/process/run-program.ts';
import { startOnTerminal } from '../support/process/start-on-terminal.ts';
import { mainPath, nodeArguments } from '../support/process/start-process.ts';
import { startTestNode, useTestDirectory } from '../support/process/start-test-node.ts';

const levels = /^\S+T\S+Z (?:error|warn |info |debug) /u;

/** What a terminal shows where the levels have no colours. */
function withoutColours(output: string): string {
  const codes = ['31m', '33m', '32m', '2m', '0m'];
  return codes.reduce((text, code) => text.replaceAll(`\u001b[${code}`, ''), output);
}

/** The lines of text that a node or its terminal shows. */
function textLinesOf(output: string): string[] {
  return output.split(/\r?\n/u).slice(0, -1);
}

test.each([
  ['with no flag', []],
  ['with --log-format json', ['--log-format', 'json']],
])('%s every line of a node without a terminal is JSON', async (_what, flags) => {
  const node = await startTestNode([...flags, '-v', '--no-fsync', '--host', '0.0.0.0']);
  await fetch(`${node.url.replace('0.0.0.0', '127.0.0.1')}/none_1_2.txt`);
  expect(await node.stop()).toBe(0);
  const lines = linesOf(node);
  expect(lines.map(({ level }) => level)).toEqual(['warn', 'info', 'warn', 'debug']);
  for (const line of lines) expect(Date.parse(String(line['time']))).toBeGreaterThan(0);
  expect(lines[1]).toMatchObject({ url: node.url, msg: expect.stringContaining(node.url) });
});

test.each([
  ['--log-format text', ['--log-format', 'text'], {}],
  ['COCKATIEL_LOG_FORMAT=text', [], { COCKATIEL_LOG_FORMAT: 'text' }],
])('with %s every line is text', async (_what, flags, env) => {
  const node = await startTestNode([...flags, '-v', '--no-fsync'], undefined, { env });
  await fetch(`${node.url}/none_1_2.txt`);
  expect(await node.stop()).toBe(0);
  const lines = textLinesOf(node.output());
  expect(lines).toHaveLength(3);
  for (const line of lines) expect(line).toMatch(levels);
  expect(lines[1]).toContain(`info  cockatiel listens on ${node.url} (version `);
  expect(lines[2]).toContain('debug request method=GET url=/none_1_2.txt ');
});

test('on a terminal every line is text, and JSON if that is set', async () => {
  const text = await startOnTerminal(['--no-fsync']);
  const json = await startOnTerminal(['--no-fsync', '--log-format', 'json']);
  for (const node of [text, json]) await expect.poll(node.shown).toContain('listens on');
  for (const line of textLinesOf(withoutColours(text.shown()))) expect(line).toMatch(levels);
  for (const line of textLinesOf(json.shown())) expect(JSON.parse(line)).toHaveProperty('msg');
});

test('under systemd each line begins with its priority', async () => {
  const cwd = await useTestDirectory();
  const output = await open(join(cwd, 'journal'), 'w');
  onTestFinished(() => output.close());
  const { dev, ino } = await output.stat();
  const args = [mainPath, ...nodeArguments(cwd, ['--port', '0', '--no-fsync'])];
  const child = spawn(process.execPath, args, {
    cwd,
    env: { ...process.env, JOURNAL_STREAM: `${dev}:${ino}` },
    stdio: ['ignore', output.fd, 'ignore'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const lines = async (): Promise<string> => await readFile(join(cwd, 'journal'), 'utf8');
  await expect.poll(lines).toContain('listens on');
  expect((await lines()).split('\n').map((line) => line.slice(0, 4))).toEqual(['<4>{', '<6>{', '']);
});

test('what a client sends neither forges a line nor reaches the terminal as it is', async () => {
  const node = await startOnTerminal(['-v']);
  const forged = encodeURIComponent('\u001b[2J\n2026-01-01T00:00:00.000Z error forged\u202e');
  await fetch(`http://127.0.0.1:${node.port}/${forged}_1_2.txt`);
  await expect.poll(node.shown).toContain('request');
  const shown = withoutColours(node.shown());
  expect(shown).not.toMatch(/^\S+Z error forged/mu);
  expect(shown).not.toContain('\u001b');
});

test('a format that does not exist is refused', async () => {
  const cwd = await useTestDirectory();
  const run = await runProgram(['--log-format', 'xml'], { cwd });
  const stderr = 'cockatiel: --log-format: "xml" is neither json nor text\n';
  expect(run).toEqual({ signal: null, status: 2, stdout: '', stderr });
});
