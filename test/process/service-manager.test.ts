import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { logLinesOf } from '../support/process/log-lines.ts';
import { startTestNode, useTestDirectory } from '../support/process/start-test-node.ts';

/** A directory for `PATH` that has what a node needs, and a program `systemd-notify` or none. */
async function programs(notify?: string): Promise<string> {
  const directory = join(await useTestDirectory(), 'bin');
  await mkdir(directory);
  for (const name of ['flock', 'sh']) {
    const path = execFileSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).trim();
    await symlink(path, join(directory, name));
  }
  if (notify !== undefined) {
    await writeFile(join(directory, 'systemd-notify'), notify, { mode: 0o755 });
  }
  return directory;
}

const warning = 'systemd-notify could not send that this node is ready';

test('a node that systemd waits for says that it listens', async () => {
  const sent = join(await useTestDirectory(), 'sent');
  const path = await programs(`#!/bin/sh\necho "$NOTIFY_SOCKET $*" > ${sent}\n`);
  const env = { PATH: path, NOTIFY_SOCKET: '/run/notify' };
  const node = await startTestNode([], undefined, { env });
  await expect
    .poll(() => readFileSync(sent, { encoding: 'utf8', flag: 'a+' }))
    .toBe(`/run/notify --ready --status=listens on ${node.url}\n`);
  expect(await node.stop()).toBe(0);
  expect(logLinesOf(node)).toEqual([]);
});

test.each([
  ['is missing', undefined, /ENOENT/u],
  ['fails', '#!/bin/sh\nexit 7\n', /^it ended with 7$/u],
])('a node whose systemd-notify %s warns, and serves', async (_what, notify, error) => {
  const env = { PATH: await programs(notify), NOTIFY_SOCKET: '/run/notify' };
  const node = await startTestNode([], undefined, { env });
  await expect
    .poll(() => logLinesOf(node))
    .toEqual([expect.objectContaining({ msg: warning, error: expect.stringMatching(error) })]);
  expect((await fetch(`${node.url}/a.txt`, { method: 'PUT', body: 'a' })).status).toBe(201);
  expect(await node.stop()).toBe(0);
});

test('a node that nobody waits for starts no systemd-notify', async () => {
  const node = await startTestNode([], undefined, { env: { PATH: await programs() } });
  expect(await node.stop()).toBe(0);
  expect(logLinesOf(node)).toEqual([]);
});
