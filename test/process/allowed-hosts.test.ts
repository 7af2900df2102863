import { describe, expect, test } from 'vitest';
import { ask } from '../support/http/hostile-node.ts';
import { peerHeaders } from '../support/node/send.ts';
import { sha1Of } from '../support/node/sha1-of.ts';
import { startTestNode } from '../support/process/start-test-node.ts';

const flags = ['--url', 'https://Files.example.com/media', '--allowed-host', 'other.example'];

/** A node that holds one file, which is cached. */
async function startNode(args: readonly string[]) {
  const node = await startTestNode(args);
  const path = `/a_1_${sha1Of('content')}.txt`;
  const init = { method: 'PUT', body: 'content', headers: peerHeaders };
  expect((await fetch(node.url + path, init)).status).toBe(201);
  for (let read = 0; read < 3; read += 1) {
    expect(await (await fetch(node.url + path)).text()).toBe('content');
  }
  const request = (line: string, host: string, headers: readonly string[] = []) =>
    ask(node.port, `${[`${line} HTTP/1.1`, `Host: ${host}`, ...headers].join('\r\n')}\r\n\r\n`);
  const statusFor = async (host: string): Promise<number> =>
    (await request(`GET ${path}`, host)).status;
  return { ...node, path, request, statusFor };
}

test('a node with a public URL rejects other hosts, and says which flag allows them', async () => {
  const node = await startNode(flags);
  const refused = [
    ...['evil.example', 'evil.example:8080', 'files.example.com.evil.example', 'example.com'],
    ...['sub.other.example', 'ai.', '127.0.0.1.evil.example', 'localhost.evil.example', '.'],
  ];
  for (const host of refused) {
    // Alternately, so that the last valid host is not remembered for the wrong one.
    expect([host, await node.statusFor(host)]).toEqual([host, 421]);
    expect(await node.statusFor('files.example.com')).toBe(200);
  }
  const served = [
    ...['FILES.example.com', 'files.example.com:444', 'files.example.com.', 'other.example:1'],
    ...['127.0.0.1', '10.1.1.2:8080', '[::1]:8080', '[::ffff:10.1.1.2]', 'localhost', 'localhost.'],
    ...['node-1', 'cockatiel_backend', ''],
  ];
  for (const host of served) expect([host, await node.statusFor(host)]).toEqual([host, 200]);

  const response = await node.request('GET /_status', 'evil.example');
  expect(response.status).toBe(421);
  expect(response.body.toString()).toContain('--allowed-host');
  // Shows a node that asks for the status that its URL has the wrong host, not a wrong path.
  expect(response.headers.get('x-cockatiel-reason')).toBe('host');
  expect(response.headers.get('cross-origin-resource-policy')).toBe('same-origin');
});

describe('of requests for another host only those between nodes are served', () => {
  const agent = 'User-Agent: cockatiel/1.0.0';
  const absent = `/b_1_${sha1Of('')}`;
  const empty = 'Content-Length: 0';
  test.each<[line: string, headers: readonly string[], status: number]>([
    [`PUT ${absent}`, [empty, agent], 201],
    [`HEAD ${absent}`, [agent], 404],
    [`DELETE ${absent}`, [agent], 404],
    [`GET ${absent}`, [agent], 404],
    ['GET /_status', [agent], 200],
    ['POST /_compare', [empty, agent], 400],
    ['POST /_wanted', [empty, agent], 400],
    [`PUT ${absent}`, [empty], 421],
    [`DELETE ${absent}`, [], 421],
    [`HEAD ${absent}`, ['User-Agent: Mozilla/5.0 cockatiel/1.0.0'], 421],
    [`PUT ${absent}`, [empty, agent, 'Origin: http://evil.example'], 421],
    [`DELETE ${absent}`, [agent, 'Origin: null'], 421],
    [`HEAD ${absent}`, [agent, 'Accept-Language: en'], 421],
    [`GET ${absent}`, [agent, 'Accept-Language: en'], 421],
    ['GET /_status', [agent, 'Accept-Language: en'], 421],
    ['POST /_compare', [empty, agent, 'Accept-Language: en'], 421],
    ['POST /_compare', [empty, agent, 'Origin: http://evil.example'], 421],
    ['POST /_wanted', [empty], 421],
    ['OPTIONS /a', [agent], 421],
  ])('%s %j: %d', async (line, headers, status) => {
    const node = await startNode(flags);
    const path = line.split(' ')[1];
    expect((await node.request(line, 'peer.internal.example', headers)).status).toBe(status);
    // The exception does not make the host valid for later requests.
    expect((await node.request(`GET ${path}`, 'peer.internal.example')).status).toBe(421);
    expect(await node.statusFor('peer.internal.example')).toBe(421);
  });
});

test.each<[how: string, args: readonly string[]]>([
  ['has no flags', []],
  ['was configured to', [...flags, '--allowed-host', '*']],
])('a node that %s serves all hosts', async (_how, args) => {
  const node = await startNode(args);
  expect(await node.statusFor('evil.example')).toBe(200);
});

test('--allowed-host restricts the hosts without a public URL too', async () => {
  const node = await startTestNode([], undefined, {
    env: { COCKATIEL_ALLOWED_HOST: 'a.example b.example' },
  });
  const statusFor = async (host: string): Promise<number> =>
    (await ask(node.port, `GET /_status HTTP/1.1\r\nHost: ${host}\r\n\r\n`)).status;
  expect(await statusFor('b.example')).toBe(200);
  expect(await statusFor('c.example')).toBe(421);
});
