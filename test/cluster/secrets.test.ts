import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startLegacyPeer } from '../support/cluster/legacy-peer.ts';
import { startPeerProxy } from '../support/cluster/peer-proxy.ts';
import { withinTheContract } from '../support/cluster/start-test-cluster.ts';
import { sha1 } from '../support/disk/disk-view.ts';
import type { NodeProcess } from '../support/process/start-process.ts';
import { startTestNode, useTestDirectory } from '../support/process/start-test-node.ts';

const secrets = {
  write: 'wr1te-secret-of-all',
  cluster: 'clu5ter-secret-of-all',
  read: 'r3ad-secret-of-all',
};
const basic = (secret: string) => `Basic ${Buffer.from(`any:${secret}`).toString('base64')}`;
const as = (secret: string) => ({ headers: { Authorization: basic(secret) } });

async function writeSecretFiles(): Promise<string[]> {
  const directory = await useTestDirectory();
  const flags = [];
  for (const [role, secret] of Object.entries(secrets)) {
    const path = join(directory, role);
    await writeFile(path, `${secret}\n`, { mode: 0o600 });
    flags.push(`--${role}-secret-file`, path);
  }
  return flags;
}

/**
 * Three nodes and a legacy one. `a` has the secret in the URLs of its peers, `b` and `c`
 * take it from the file.
 */
async function startGuardedCluster() {
  const flags = [...(await writeSecretFiles()), '-v'];
  const legacy = await startLegacyPeer('honours');
  const ways = [await startPeerProxy(), await startPeerProxy(), await startPeerProxy()] as const;
  const withSecret = (url: string): string => url.replace('//', `//any:${secrets.cluster}@`);
  const start = (...urls: readonly string[]): Promise<NodeProcess> =>
    startTestNode([...flags, ...urls.flatMap((url) => ['--node', url])]);
  const a = await start(...[ways[1].url, ways[2].url, legacy.url].map(withSecret));
  const b = await start(ways[0].url, ways[2].url, legacy.url);
  const c = await start(ways[0].url, ways[1].url, legacy.url);
  for (const [index, node] of [a, b, c].entries()) {
    const way = ways[index as 0 | 1 | 2];
    way.target = node.url;
  }
  legacy.setNeighbours([a.url, b.url].map(withSecret));
  return { nodes: [a, b, c], legacy };
}

async function statusOf(node: NodeProcess): Promise<string> {
  return await (await fetch(`${node.url}/_status`, as(secrets.read))).text();
}

async function pendingOf(node: NodeProcess): Promise<number> {
  const { queues } = JSON.parse(await statusOf(node)) as {
    queues: Record<string, { length: number }>;
  };
  return Object.values(queues).reduce((sum, { length }) => sum + length, 0);
}

async function upload(node: { url: string }, name: string): Promise<string> {
  const init = { ...as(secrets.write), method: 'PUT', body: `content of ${name}` };
  const response = await fetch(`${node.url}/${name}`, init);
  expect(response.status).toBe(201);
  return response.headers.get('location') ?? '';
}

test('a mixed cluster with secrets converges, and shows the secrets nowhere', async () => {
  const { nodes, legacy } = await startGuardedCluster();
  const [a, b, c] = nodes as [NodeProcess, NodeProcess, NodeProcess];
  const paths = [await upload(a, 'a.txt'), await upload(b, 'b.txt'), await upload(c, 'c.txt')];
  paths.push(await upload(legacy, 'o.txt'));
  const atRest = () =>
    expect
      .poll(
        async () => [...(await Promise.all(nodes.map(pendingOf))), legacy.pending()],
        withinTheContract,
      )
      .toEqual([0, 0, 0, 0]);
  await atRest();
  expect([...legacy.files.keys()].sort()).toEqual([...paths].sort());
  const gone = paths.shift() ?? '';
  const deleted = await fetch(b.url + gone, { ...as(secrets.write), method: 'DELETE' });
  expect(deleted.status).toBe(200);
  await atRest();
  const shown: string[] = [];
  for (const node of nodes) {
    for (const path of paths) {
      expect((await fetch(node.url + path, as(secrets.read))).status).toBe(200);
      const refused = await fetch(node.url + path, as(secrets.cluster));
      expect(refused.status).toBe(403);
      shown.push(await refused.text());
    }
    expect((await fetch(node.url + gone, as(secrets.read))).status).toBe(404);
    shown.push(await statusOf(node), node.output());
    shown.push(await readFile(`/proc/${node.child.pid}/cmdline`, 'utf8'));
    for (const file of await readdir(node.queue, { recursive: true, withFileTypes: true })) {
      if (file.isFile()) shown.push(await readFile(join(file.parentPath, file.name), 'latin1'));
    }
  }
  for (const secret of Object.values(secrets)) {
    for (const form of [secret, basic(secret)]) expect(shown.join('\n')).not.toContain(form);
  }
});

test('a write secret alone is enough for nodes as well', async () => {
  const file = join(await useTestDirectory(), 'secret');
  await writeFile(file, `${secrets.write}\n`, { mode: 0o600 });
  const receiver = await startTestNode(['--write-secret-file', file]);
  // A user name alone is no secret.
  const url = receiver.url.replace('//', '//node@');
  const sender = await startTestNode(['--write-secret-file', file, '--node', url]);
  const path = await upload(sender, 'a.txt');
  const readable = async () => (await fetch(receiver.url + path)).status;
  await expect.poll(readable, withinTheContract).toBe(200);
});

test('a node with a wrong secret logs why its peer accepts nothing, and sends it all later', async () => {
  const directory = await useTestDirectory();
  const [right, wrong] = [join(directory, 'right'), join(directory, 'wrong')];
  await writeFile(right, 'the-right-secret\n', { mode: 0o600 });
  await writeFile(wrong, 'the-wrong-secret\n', { mode: 0o600 });
  const receiver = await startTestNode(['--cluster-secret-file', right]);
  const sender = await startTestNode(['--cluster-secret-file', wrong, '--node', receiver.url]);
  const init = { method: 'PUT', body: 'content' };
  const path = (await fetch(`${sender.url}/a.txt`, init)).headers.get('location');
  const status = async () => await (await fetch(`${sender.url}/_status`)).text();
  await expect.poll(status, withinTheContract).toContain('it responded 401');
  expect(sender.output()).toContain("a peer rejects this node's secret");
  expect((await fetch(receiver.url + path)).status).toBe(404);
  await writeFile(wrong, 'the-right-secret\n');
  sender.child.kill('SIGHUP');
  const readable = async () => (await fetch(receiver.url + path)).status;
  await expect.poll(readable, withinTheContract).toBe(200);
});

test('operations of a client that claims the id of a node are still sent to that node', async () => {
  const file = join(await useTestDirectory(), 'secret');
  await writeFile(file, `${secrets.write}\n`, { mode: 0o600 });
  const flags = ['--write-secret-file', file];
  const way = await startPeerProxy();
  const a = await startTestNode([...flags, '--node', way.url]);
  const b = await startTestNode([...flags, '--node', a.url]);
  way.target = b.url;
  const id = (await fetch(`${b.url}/_status`)).headers.get('x-cockatiel-node') ?? '';
  expect(id).toMatch(/^[0-9a-f]{16}$/u);
  const sender = { 'User-Agent': 'cockatiel/1.0.0', 'X-Cockatiel-Node': id };
  const headers = { ...as(secrets.write).headers, ...sender };
  const statusOn = async (node: NodeProcess, path: string) => (await fetch(node.url + path)).status;

  const path = await upload(a, 'a.txt');
  await expect.poll(() => statusOn(b, path), withinTheContract).toBe(200);
  expect((await fetch(a.url + path, { method: 'DELETE', headers })).status).toBe(200);
  await expect.poll(() => statusOn(b, path), withinTheContract).toBe(404);

  const forged = `/b_1_${sha1('b')}.txt`;
  expect((await fetch(a.url + forged, { method: 'PUT', body: 'b', headers })).status).toBe(201);
  await expect.poll(() => statusOn(b, forged), withinTheContract).toBe(200);
  await expect
    .poll(async () => [await pendingOf(a), await pendingOf(b)], withinTheContract)
    .toEqual([0, 0]);
});
