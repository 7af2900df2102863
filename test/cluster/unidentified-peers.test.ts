import { expect, type TestContext, test } from 'vitest';
import {
  expectConverged,
  readQueues,
  startTestCluster,
  withinTheContract,
} from '../support/cluster/start-test-cluster.ts';
import { startStubPeer } from '../support/cluster/stub-peer.ts';
import { inParallel, read, remove, upload } from '../support/http/client.ts';
import { findHaproxy } from '../support/http/start-haproxy.ts';

async function haproxy(ctx: TestContext, line: string): Promise<string> {
  const proxy = await findHaproxy(ctx);
  await proxy.start(line);
  return proxy.url;
}

const unidentified: readonly (readonly [string, (ctx: TestContext) => Promise<string>])[] = [
  [
    'HAProxy that redirects to https',
    (ctx) => haproxy(ctx, 'http-request redirect scheme https code 302'),
  ],
  ['the default backend of a HAProxy', (ctx) => haproxy(ctx, 'http-request return status 404')],
  [
    'a captive portal',
    (ctx) => haproxy(ctx, 'http-request return status 200 content-type text/html string OK'),
  ],
  [
    'a server that responds 409',
    async () => (await startStubPeer((_, response) => response.writeHead(409).end())).url,
  ],
  [
    'a server that gives all headers back',
    async () =>
      (
        await startStubPeer(({ headers, url }, response) => {
          for (const [name, value] of Object.entries(headers)) {
            if (name.startsWith('x-') && value !== undefined) response.setHeader(name, value);
          }
          response.writeHead(201, { Location: url }).end();
        })
      ).url,
  ],
];

for (const [who, start] of unidentified) {
  test(`in the place of a peer not contacted since the start ${who} acknowledges nothing`, async (ctx) => {
    const url = await start(ctx);
    const cluster = await startTestCluster('ab');
    const [a, b] = [cluster.node('a'), cluster.node('b')];
    const way = cluster.link('a', 'b');
    const deleted: string[] = [];
    for (let file = 0; file < 5; file += 1) deleted.push(await upload(a, `old/${file}.txt`, 'x'));
    await expectConverged(cluster.nodes);
    await a.stop();
    await a.start();

    way.target = url;
    way.dropConnections();
    const stored: string[] = [];
    const names = Array.from({ length: 20 }, (_, file) => `new/${file}.txt`);
    await inParallel(names, 4, async (name) => void stored.push(await upload(a, name, name)));
    for (const path of deleted) expect(await remove(a, path)).toBe(200);
    const report = async () => (await readQueues(a))[way.url];
    await expect
      .poll(async () => (await report())?.problem, withinTheContract)
      .toMatch(/this URL/iu);
    await expect.poll(async () => (await report())?.state, withinTheContract).toBe('down');
    expect(await report()).toMatchObject({ length: 25, lastSuccess: null });
    const bodies = way.bodyBytes('PUT');
    const seen = way.count();
    // An unidentified peer gets a small request now and then, and no bodies.
    await expect.poll(() => way.count(), withinTheContract).toBeGreaterThan(seen + 1);
    expect(way.bodyBytes('PUT')).toBe(bodies);

    way.target = b.url;
    way.dropConnections();
    await expectConverged(cluster.nodes);
    for (const path of stored)
      expect(await read(b, path)).toBe(path.replace(/_.*(?=\.txt)/u, '').slice(1));
    for (const path of deleted) expect(await read(b, path)).toBe(404);
    expect((await report())?.problem).toBeNull();
  });
}
