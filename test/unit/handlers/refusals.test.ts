import { describe, expect, test } from 'vitest';
import { noSecrets, sign } from '../../../lib/access/secrets.ts';
import { formatSignedQuery, type Permission, signedText } from '../../../lib/access/signed-url.ts';
import type { LogFields } from '../../../lib/host/log.ts';
import { hmacSha256 } from '../../../runtime/node/hash.ts';
import { systemError } from '../../support/disk/memory-tree.ts';
import { createTestContext, type TestContext } from '../../support/node/create-test-context.ts';
import { peerHeaders, send } from '../../support/node/send.ts';
import { sha1Of } from '../../support/node/sha1-of.ts';

const secrets = { ...noSecrets, write: ['to-write'], read: ['to-read'] };
const bearer = (secret: string) => ({ Authorization: `Bearer ${secret}` });
const node = { ...peerHeaders, 'X-Cockatiel-Node': 'fedcba9876543210' };
const name = `file_1_${sha1Of('content')}.txt`;

function warningsOf({ logLines }: TestContext): Array<readonly [string, LogFields]> {
  const warnings = logLines.filter(({ level }) => level === 'warn');
  return warnings.map(({ message, fields }) => [message, fields]);
}

describe('refused credentials are one warning', () => {
  const client = 'requests with an invalid secret or signed URL are refused';
  const permission: Permission = {
    method: 'GET',
    name: 'a',
    isPrefix: false,
    expires: 1_600_000_000,
  };
  const forged = formatSignedQuery({ permission, signature: 'A'.repeat(43) });

  test.each<[what: string, path: string, headers: Record<string, string>, fields: LogFields]>([
    [
      'none',
      '/a',
      {},
      { status: 401, reason: 'Send a secret, as a Bearer token or as the password of Basic.' },
    ],
    [
      'unknown',
      '/a',
      bearer('guess-4711'),
      { status: 401, reason: 'The secret is not known here.' },
    ],
    [
      'for another method',
      '/a',
      bearer('to-read'),
      { status: 403, reason: 'This secret is not valid for this method.' },
    ],
  ])('%s', async (what, path, headers, fields) => {
    const opened = await createTestContext({ secrets });
    for (let time = 0; time < 100; time += 1) {
      const response = await send(opened, 'PUT', path, { body: 'x', headers });
      expect(response.status).toBe(fields['status']);
    }
    const message = what === 'none' ? 'requests without a secret are refused' : client;
    expect(warningsOf(opened)).toEqual([[message, { method: 'PUT', ...fields }]]);
    expect(JSON.stringify(opened.logLines)).not.toContain('guess');
  });

  test.each([
    ['a forged signature', `/a?${forged}`],
    ['half a signature', '/a?expires=1&signature=x'],
  ])('%s', async (_, path) => {
    const opened = await createTestContext({ secrets });
    expect((await send(opened, 'GET', path)).status).toBe(401);
    const fields = {
      method: 'GET',
      status: 401,
      reason: 'The URL is not signed for this request.',
    };
    expect(warningsOf(opened)).toEqual([[client, fields]]);
  });

  test('a signed URL that has expired', async () => {
    const opened = await createTestContext({ secrets });
    const signature = sign(hmacSha256, 'to-read', signedText(permission));
    const path = `/a?${formatSignedQuery({ permission, signature })}`;
    expect((await send(opened, 'GET', path)).status).toBe(403);
    const fields = { method: 'GET', status: 403, reason: 'The signed URL has expired.' };
    expect(warningsOf(opened)).toEqual([[client, fields]]);
    expect(JSON.stringify(opened.logLines)).not.toContain(signature);
  });

  test.each([
    ['with an unknown secret', bearer('guess-4711'), 'fedcba9876543210'],
    [
      'with an id that is none',
      { ...bearer('guess-4711'), 'X-Cockatiel-Node': 'guess' },
      undefined,
    ],
  ])('of a node %s, by its id', async (_, headers, id) => {
    for (const role of ['cluster', 'write'] as const) {
      const opened = await createTestContext({ secrets: { ...noSecrets, [role]: ['known'] } });
      const sent = { body: 'content', headers: { ...node, ...headers } };
      expect((await send(opened, 'PUT', `/${name}`, sent)).status).toBe(401);
      expect(warningsOf(opened)).toMatchObject([
        ['requests of a node with an invalid secret are refused', { status: 401 }],
      ]);
      expect(warningsOf(opened)[0]?.[1]['node']).toBe(id);
      expect(JSON.stringify(opened.logLines)).not.toContain('guess');
    }
  });

  test.each(['fedcba9876543210', 'guess'])('of whoever sends no secret, as node %s', async (id) => {
    for (const role of ['cluster', 'write'] as const) {
      const opened = await createTestContext({ secrets: { ...noSecrets, [role]: ['known'] } });
      const headers = { ...node, 'X-Cockatiel-Node': id };
      expect((await send(opened, 'PUT', `/${name}`, { body: 'content', headers })).status).toBe(
        401,
      );
      expect(warningsOf(opened)).toMatchObject([['requests without a secret are refused', {}]]);
      expect(JSON.stringify(opened.logLines)).not.toContain(id);
      const real = { ...node, ...bearer('guess-4711') };
      await send(opened, 'PUT', `/${name}`, { body: 'content', headers: real });
      expect(warningsOf(opened)[1]).toMatchObject([
        'requests of a node with an invalid secret are refused',
        { node: 'fedcba9876543210' },
      ]);
    }
  });

  test('of each of two nodes', async () => {
    const opened = await createTestContext({ secrets: { ...noSecrets, cluster: ['known'] } });
    for (const id of ['fedcba9876543210', '0123456789abcdef', 'fedcba9876543210']) {
      const headers = { ...node, ...bearer('guess-4711'), 'X-Cockatiel-Node': id };
      await send(opened, 'PUT', `/${name}`, { body: 'content', headers });
    }
    expect(warningsOf(opened).map(([, fields]) => fields['node'])).toEqual([
      'fedcba9876543210',
      '0123456789abcdef',
    ]);
  });

  test('and no other refusal is', async () => {
    const opened = await createTestContext({ secrets });
    const headers = bearer('to-write');
    for (const [method, path] of [
      ['PUT', '/_a'],
      ['DELETE', '/a'],
      ['PATCH', '/a'],
    ] as const) {
      await send(opened, method, path, { headers, body: 'x' });
    }
    const script = { headers: { ...bearer('to-read'), 'Service-Worker': 'script' } };
    const stored = await send(opened, 'PUT', '/a.js', { headers, body: 'x' });
    const path = stored.headers.get('location') ?? '';
    expect((await send(opened, 'GET', path, script)).status).toBe(403);
    expect(warningsOf(opened)).toEqual([]);
  });
});

describe('a full disk is one warning', () => {
  const full = 'writes are refused: a disk has too little free space';

  test.each(['storageDisk', 'queueDisk'] as const)('by the free space of %s', async (disk) => {
    const opened = await createTestContext({ minFreeBytes: 1024 });
    opened[disk].space = { ...opened[disk].space, freeBytes: 1024, totalBytes: 1024 ** 2 };
    for (const headers of [{}, peerHeaders, {}]) {
      const response = await send(opened, 'PUT', `/${name}`, { body: 'content', headers });
      expect(response.status).toBe(507);
    }
    const reason = 'The disk has too little free space for this upload.';
    expect(warningsOf(opened)).toEqual([[full, { method: 'PUT', reason }]]);
  });

  test.each(['ENOSPC', 'EDQUOT'])('by %s, and its end by a check', async (code) => {
    const opened = await createTestContext({ minFreeBytes: 0 });
    opened.storageDisk.intercept = ({ operation, path }) => {
      if (operation === 'write') throw systemError(code, path);
    };
    expect((await send(opened, 'PUT', '/a', { body: 'content' })).status).toBe(507);
    opened.storageDisk.intercept = () => undefined;
    await opened.cluster.save();
    opened.clock.ms += 3_600_000;
    await opened.cluster.save();
    expect(warningsOf(opened)).toMatchObject([[full, { reason: expect.stringContaining(code) }]]);
    expect((await send(opened, 'PUT', '/a', { body: 'content' })).status).toBe(201);
    opened.clock.ms += 60_000;
    await opened.cluster.save();
    expect(warningsOf(opened)[1]).toEqual(['a disk has enough free space again', { count: 1 }]);
  });
});
