import { appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openConnection } from '../support/http/open-connection.ts';
import { type LoggingNode, startLoggingNode, writeSecret } from '../support/process/log-to-file.ts';

/** Warnings of Node.js, one of them of two lines. */
const warnings = `
  process.once('SIGUSR2', () => {
    process.emitWarning('of one\\nand another line', { code: 'TEST1' });
    process.emitWarning('is old', 'DeprecationWarning', 'TEST2');
  });
`;

const authorization = { Authorization: `Bearer ${writeSecret}` };

/** A peer that is not there, one that does not trust its certificate, and one with a secret. */
const peers = [
  'http://127.0.0.1:1',
  'https://127.0.0.1:1',
  `http://any:${'hidden'.repeat(4)}@127.0.0.1:1/x`,
].flatMap((url) => ['--node', url]);

async function upload(node: LoggingNode, name: string, body: string | Uint8Array): Promise<string> {
  const init = { method: 'PUT', body, headers: authorization } as RequestInit;
  const response = await fetch(`${node.url}/${name}`, init);
  expect(response.status).toBe(201);
  return response.headers.get('location') ?? '';
}

/** Does whatever makes a node log something. */
async function liveThroughADay(node: LoggingNode): Promise<void> {
  const odd = encodeURIComponent('a"b\u2028\u202e<3>é');
  const text = await upload(node, `${odd}.txt`, 'text');
  const doomed = await upload(node, 'doomed', 'x');
  for (const [path, method, headers, status] of [
    [text, 'GET', {}, 200],
    [text, 'GET', {}, 200],
    [text, 'HEAD', {}, 200],
    [text, 'GET', { Range: 'bytes=1-' }, 206],
    [text, 'DELETE', {}, 401],
    [text, 'DELETE', { Authorization: 'Bearer of-nobody-at-all' }, 401],
    [doomed, 'DELETE', authorization, 200],
    ['/none_1_2.txt?signature=hidden', 'GET', {}, 404],
    ['/a//b', 'GET', {}, 400],
    ['/%0A%3C3%3E', 'GET', {}, 400],
    [text, 'POST', {}, 405],
    ['/_status', 'GET', {}, 200],
    ['/_metrics', 'GET', {}, 200],
    ['/_live', 'GET', {}, 200],
  ] as const) {
    const response = await fetch(node.url + path, { method, headers });
    expect([path, method, response.status]).toEqual([path, method, status]);
    await response.arrayBuffer();
  }
  for (const bytes of ['nonsense\r\n\r\n', 'CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n']) {
    await (await openConnection(node.port, bytes)).closed;
  }
  const head = `PUT /half HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${writeSecret}\r\n`;
  const half = await openConnection(node.port, `${head}Content-Length: 9\r\n\r\nhalf`);
  half.socket.destroy();
  await half.closed;
  await damage(node);
  await appendFile(node.secretFile, 'too short\n');
  node.signal('SIGHUP');
  await expect.poll(node.output).toContain('the secrets are unchanged');
}

/**
 * Changes a small file, which is read before it is sent, and one that is sent while it is read.
 * Returns their paths.
 */
async function damage(node: LoggingNode): Promise<readonly string[]> {
  const small = await upload(node, 'small.txt', 'text');
  await writeFile(join(node.storage, small), 'TEXT');
  expect((await fetch(node.url + small)).status).toBe(500);
  const large = await upload(node, 'large', new Uint8Array(2_000_000));
  await writeFile(join(node.storage, large), new Uint8Array(2_000_000).fill(1));
  const broken = await fetch(node.url + large);
  await expect(broken.arrayBuffer()).rejects.toThrow();
  return [small, large];
}

interface Line {
  readonly priority: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Each line as a reader takes it that knows nothing of the others. */
async function linesOf(node: LoggingNode): Promise<Line[]> {
  const lines = (await node.output()).split('\n');
  expect(lines.pop()).toBe('');
  return lines.map((line) => {
    const [, priority = '', json = ''] = /^(?:<(\d)>)?([\s\S]*)$/u.exec(line) ?? [];
    return { priority, fields: JSON.parse(json) };
  });
}

const priorities: Readonly<Record<string, string>> = {
  error: '3',
  warn: '4',
  info: '6',
  debug: '7',
};

test.each([
  ['elsewhere', false],
  ['in the journal of systemd', true],
])('every line of a day is one JSON object: %s', async (_where, isJournal) => {
  const env = { NODE_TLS_REJECT_UNAUTHORIZED: '0' };
  const args = ['-v', ...peers];
  const node = await startLoggingNode({ isJournal, args, env, beside: warnings });
  node.signal('SIGUSR2');
  await liveThroughADay(node);
  await expect.poll(node.output).toContain('TEST2');
  node.signal('SIGTERM');
  expect(await node.ended).toBe(0);

  const lines = await linesOf(node);
  for (const { priority, fields } of lines) {
    const { level, time, msg } = fields as { level: string; time: string; msg: string };
    expect(priority).toBe(isJournal ? priorities[level] : '');
    expect(Date.parse(time)).toBeGreaterThan(0);
    expect(msg).toMatch(/\S/u);
  }
  const levels = new Set(lines.map(({ fields }) => fields['level']));
  expect(levels).toEqual(new Set(['error', 'warn', 'info', 'debug']));
  const warned = lines.filter(({ fields }) => fields['msg'] === 'Node.js warns of something');
  expect(warned.map(({ fields }) => fields)).toEqual(
    expect.arrayContaining([
      expect.objectContaining({
        level: 'warn',
        code: 'TEST1',
        warning: 'of one\nand another line',
      }),
      expect.objectContaining({ level: 'warn', code: 'TEST2', name: 'DeprecationWarning' }),
      expect.objectContaining({ warning: expect.stringContaining('TLS_REJECT_UNAUTHORIZED') }),
    ]),
  );
  expect(await node.output()).not.toMatch(/hidden|a-secret/u);
});

test('a file that has changed on the disk is named in a line, and no stack follows', async () => {
  const node = await startLoggingNode({ args: ['-v', '--log-format', 'text'] });
  const paths = await damage(node);
  await expect.poll(node.output).toContain('sending a response failed');
  node.signal('SIGTERM');
  expect(await node.ended).toBe(0);
  const lines = (await node.output()).split('\n').slice(0, -1);
  for (const line of lines) expect(line).toMatch(/^\S+T\S+Z (?:error|warn |info |debug) /u);
  for (const path of paths) {
    const name = path.slice(1);
    expect(lines).toContainEqual(
      expect.stringContaining(`warn  a stored file is corrupt name=${name}`),
    );
  }
});

test('an error that ends the process is a line, too', async () => {
  const beside = "process.once('SIGUSR2', () => { throw new Error('of two\\nlines'); });";
  const node = await startLoggingNode({ isJournal: true, beside });
  node.signal('SIGUSR2');
  expect(await node.ended).toBe(1);
  const lines = await linesOf(node);
  expect(lines.at(-1)).toMatchObject({
    priority: '3',
    fields: {
      level: 'error',
      msg: 'the node ends because of an unexpected error',
      error: { message: 'of two\nlines', stack: expect.stringContaining('at ') },
    },
  });
});
