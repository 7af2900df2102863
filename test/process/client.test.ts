import { createReadStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createClient } from '../../client/client.ts';
import { clientChecks } from '../contract/client-checks.ts';
import { startClientPlace } from '../support/client/start-client-place.ts';
import { startTestNode, useTestDirectory } from '../support/process/start-test-node.ts';

test('the client on Node.js does against nodes what it does everywhere', async () => {
  const place = await startClientPlace();
  const failures: Record<string, unknown> = {};
  for (const [name, check] of Object.entries(clientChecks)) {
    await check(place).catch((error: unknown) => {
      failures[name] = error;
    });
  }
  expect(failures).toEqual({});
});

describe('the client on Node.js', () => {
  test('sends a file from the disk with its size', async () => {
    const path = join(await useTestDirectory(), 'large');
    const content = 'x'.repeat(3_000_000);
    await writeFile(path, content);
    const client = createClient({ nodes: (await startTestNode()).url });
    const sizeBytes = content.length;
    const { name } = await client.put('large.txt', () => createReadStream(path), { sizeBytes });
    expect((await client.head(name)).sizeBytes).toBe(sizeBytes);
    expect(await (await client.get(name, { verify: true })).text()).toBe(content);
  });

  test('goes on at another node when the first is killed', async () => {
    const first = await startTestNode();
    const second = await startTestNode();
    const client = createClient({ nodes: [first.url, second.url] });
    expect((await client.put('a.txt', 'before')).url).toContain(first.url);
    await first.stop('SIGKILL');
    expect((await client.put('a.txt', 'after')).url).toContain(second.url);
  });
});
