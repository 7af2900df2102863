import { describe, expect, test } from 'vitest';
import { isListening } from '../support/http/open-connection.ts';
import { startTestNode } from '../support/process/start-test-node.ts';

async function wordAt(url: string): Promise<[status: number, text: string]> {
  const response = await fetch(url);
  return [response.status, await response.text()];
}

describe('a node with --drain-seconds', () => {
  test('is not ready from SIGTERM on, serves on, and ends after that time', async () => {
    const node = await startTestNode(['--drain-seconds', '3']);
    expect(await wordAt(`${node.url}/_ready`)).toEqual([200, 'ready\n']);
    const stopped = performance.now();
    const ended = node.stop();
    await expect.poll(() => wordAt(`${node.url}/_ready`)).toEqual([503, 'draining\n']);
    expect(await wordAt(`${node.url}/_live`)).toEqual([200, 'live\n']);
    const upload = await fetch(`${node.url}/a.txt`, { method: 'PUT', body: 'content' });
    expect(upload.status).toBe(201);
    expect(await ended).toBe(0);
    expect(performance.now() - stopped).toBeGreaterThan(2900);
    expect(await isListening(node.port)).toBe(false);
  });

  test('ends at once by a second signal', async () => {
    const node = await startTestNode(['--drain-seconds', '3600']);
    node.child.kill('SIGTERM');
    await expect.poll(() => wordAt(`${node.url}/_ready`)).toEqual([503, 'draining\n']);
    expect(await node.stop('SIGINT')).toBe(1);
  });
});

test('a node tells who has no secret whether it is ready, and nothing else', async () => {
  const env = { COCKATIEL_READ_SECRET: 'read-secret-of-16-characters' };
  const node = await startTestNode(['--url', 'https://files.example.com'], undefined, { env });
  expect(await wordAt(`${node.url}/_ready`)).toEqual([200, 'ready\n']);
  expect((await wordAt(`${node.url}/_status`))[0]).toBe(401);
});
