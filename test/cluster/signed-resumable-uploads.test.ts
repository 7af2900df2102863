import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Upload } from 'tus-js-client';
import { expect, test } from 'vitest';
import { signUrl } from '../../runtime/sign-url.ts';
import { startPeerProxy } from '../support/cluster/peer-proxy.ts';
import { expectConverged, startTestCluster } from '../support/cluster/start-test-cluster.ts';
import { sha1 } from '../support/disk/disk-view.ts';
import { useTestDirectory } from '../support/process/start-test-node.ts';

const mebibyte = 1024 * 1024;
const secret = 'secret-of-the-writers';
const version = { 'Tus-Resumable': '1.0.0' };

function sign(name: string, limits: { maxSizeBytes?: number; type?: string } = {}): string {
  const expires = Math.floor(Date.now() / 1000) + 3600;
  return signUrl({ secret, method: 'PUT', name, isPrefix: true, expires, ...limits });
}

async function secretFlags(roles: readonly string[]): Promise<string[]> {
  const directory = await useTestDirectory();
  const flags = roles.map(async (role) => {
    const path = join(directory, role);
    const text = role === 'write' ? secret : `secret-of-the-${role}`;
    await writeFile(path, text, { mode: 0o600 });
    return [`--${role}-secret-file`, path];
  });
  return (await Promise.all(flags)).flat();
}

/** The status of a request at a node for an upload. */
async function ask(url: string, method: string): Promise<number> {
  const part = { 'Upload-Offset': '0', 'Content-Type': 'application/offset+octet-stream' };
  const init = method === 'PATCH' ? { headers: { ...version, ...part }, body: 'x' } : {};
  return (await fetch(url, { method, headers: version, ...init })).status;
}

test.each([[['write', 'cluster']], [['write']]])(
  'with secrets for %j a signed URL permits what it says at whichever node',
  async (roles) => {
    const args = [...(await secretFlags(roles)), '-v'];
    const cluster = await startTestCluster('ab', { args });
    const [a, b] = [cluster.node('a'), cluster.node('b')];
    // They get to know each other.
    const headers = { Authorization: `Bearer ${secret}` };
    await fetch(`${a.url}/first`, { method: 'PUT', body: 'first', headers });
    await expectConverged(cluster.nodes);

    const content = randomBytes(5 * mebibyte);
    const front = await startPeerProxy(a.url);
    front.faultOf = ({ method, index }) => {
      // As a balancer does that sends each request elsewhere.
      if (method !== 'POST') front.target = b.url;
      const isBroken = method === 'PATCH' && index === 1;
      return isBroken ? { kind: 'cut', afterBytes: mebibyte / 2 } : undefined;
    };
    const limits = { maxSizeBytes: content.length, type: 'application/octet-stream' };
    let stored = 'none';
    let url: string | null = null;
    await new Promise<void>((resolve, reject) => {
      const upload = new Upload(content, {
        endpoint: `${front.url}/_tus/${sign('users/42/', limits)}`,
        chunkSize: mebibyte,
        retryDelays: [100, 300, 1000, 3000],
        metadata: { prefix: 'users/42', filename: 'a.bin', filetype: limits.type },
        onAfterResponse(_request, response) {
          stored = response.getHeader('Content-Location') ?? stored;
        },
        onError: reject,
        onSuccess: () => resolve(),
      });
      upload.options.onUploadUrlAvailable = () => {
        url = upload.url;
      };
      upload.start();
    });
    await front.close();
    expect(front.count('HEAD')).toBeGreaterThan(0);
    expect(stored).toMatch(/^\/users\/42\/a_\d+_[\da-f]{40}\.bin$/u);
    await expectConverged(cluster.nodes);
    for (const node of [a, b]) {
      const response = await fetch(node.url + stored);
      expect(sha1(Buffer.from(await response.arrayBuffer()))).toBe(sha1(content));
    }

    const { pathname } = new URL(`${url}`);
    const begun = await fetch(`${a.url}/_tus/${sign('users/43/')}`, {
      method: 'POST',
      headers: {
        ...version,
        'Upload-Length': '9',
        'Upload-Metadata': `path ${Buffer.from('users/43/a.txt').toString('base64')}`,
      },
    });
    const location = begun.headers.get('location') ?? '';
    const other = new URL(location, a.url).pathname;
    for (const node of [a, b]) {
      for (const method of ['HEAD', 'PATCH', 'DELETE']) {
        expect(await ask(node.url + other + sign('users/42/'), method)).toBe(403);
        expect(await ask(node.url + other + sign('users/43/', { maxSizeBytes: 8 }), method)).toBe(
          413,
        );
        expect(await ask(node.url + other, method)).toBe(401);
      }
      expect(await ask(node.url + pathname + sign('users/43/'), 'HEAD')).toBe(403);
      expect(await ask(node.url + location, 'HEAD')).toBe(200);
    }
    expect(await ask(b.url + location, 'DELETE')).toBe(204);
    for (const { process } of [a, b]) {
      expect(process.output()).toContain('/_tus/');
      expect(process.output()).not.toMatch(/signature=|expires=/u);
    }
  },
);
