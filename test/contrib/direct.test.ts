import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { differences, send } from '../support/contrib/compare-responses.ts';
import { gaps } from '../support/contrib/direct-gaps.ts';
import { type DirectServer, directServers } from '../support/contrib/direct-servers.ts';
import { expectNoFailedReads } from '../support/contrib/expect-no-failed-reads.ts';
import { layTypes } from '../support/contrib/lay-types.ts';
import { layFiles, requestKinds } from '../support/contrib/request-kinds.ts';
import { startThreeNodes } from '../support/contrib/three-nodes.ts';
import { inParallel } from '../support/http/client.ts';
import { repository } from '../support/process/documents.ts';
import { startTestNode } from '../support/process/start-test-node.ts';

/** The kinds of requests to which a server responds otherwise, with what is different. */
function gapsOf({ name }: DirectServer): Record<string, readonly string[]> {
  return Object.assign({}, ...Object.values(gaps).map((servers) => servers[name] ?? {}));
}

describe.for(directServers)('$name on the storage directory', (server) => {
  test('responds as the node does, but for what the table lists', async (ctx) => {
    const node = await startTestNode();
    const kinds = requestKinds(await layFiles(node));
    const port = await server.start([node.port, 9, 9], node.storage, ctx);
    const found: Record<string, readonly string[]> = {};
    for (const kind of kinds) {
      // The node moves a corrupt copy away once it has read it.
      const front = await send(port, kind);
      const differing = differences(await send(node.port, kind), front);
      if (differing.length > 0) found[kind.name] = differing;
    }
    expect(found).toEqual(gapsOf(server));
  });

  test('has lines for texts in any charset, and for pages of other sites', async (ctx) => {
    const node = await startTestNode(['--cors-origin', 'https://www.example.com']);
    const kinds = requestKinds(await layFiles(node));
    const port = await server.start([node.port, 9, 9], node.storage, ctx, server.optional);
    const names = ['an image', 'a page', 'a page of another site'];
    const texts = ['a text in ASCII', 'a text in UTF-8', 'a text in another charset'];
    for (const kind of kinds.filter(({ name }) => [...names, ...texts].includes(name))) {
      const front = await send(port, kind);
      expect(differences(await send(node.port, kind), front), kind.name).toEqual([]);
      expect(front.headers.get('vary'), kind.name).toContain('Origin');
    }
  });

  test('gives files of every extension the type and the policy that the node gives', async (ctx) => {
    const node = await startTestNode();
    const kinds = await layTypes(node);
    const port = await server.start([node.port, 9, 9], node.storage, ctx);
    const found: Record<string, readonly string[]> = {};
    const headers = ['content-type', 'content-security-policy', 'vary', 'x-content-type-options'];
    await inParallel(kinds, 8, async ({ target }) => {
      const own = await fetch(node.url + target, { method: 'HEAD' });
      const front = await fetch(`http://127.0.0.1:${port}${target}`, { method: 'HEAD' });
      const differing = headers.filter((name) => own.headers.get(name) !== front.headers.get(name));
      if (front.status !== 200 || differing.length > 0) found[target] = differing;
    });
    expect(kinds.length).toBeGreaterThan(1000);
    expect(found).toEqual({});
  });

  test('fails no read while its node is killed and restarted', async (ctx) => {
    const nodes = await startThreeNodes();
    const ports = nodes.map(({ port }) => port);
    const port = await server.start(ports, nodes[0]?.process.storage ?? '', ctx);
    const options = { restarted: nodes.slice(0, 1), isUsed: false };
    await expectNoFailedReads(`http://127.0.0.1:${port}`, nodes, options);
  });
});

test('the table of differences is the list of those that are tested', () => {
  const text = readFileSync(join(repository, 'docs/behind-a-proxy.md'), 'utf8');
  const rows = [...text.matchAll(/^\| (.+?) \| (yes|–) \| (yes|–) \| .+ \|$/gmu)];
  const listed = rows.map(([, name = '', nginx, caddy]) => [name, nginx, caddy]);
  const tested = Object.entries(gaps).map(([name, { nginx, Caddy }]) => [
    name,
    nginx === undefined ? '–' : 'yes',
    Caddy === undefined ? '–' : 'yes',
  ]);
  expect(listed).toEqual(tested);
});
