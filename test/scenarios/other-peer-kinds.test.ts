import { describe, expect, it } from 'vitest';
import { deliver } from '../../lib/delivery/deliver.ts';
import { createTestContext } from '../support/node/create-test-context.ts';
import { createTestPeer } from '../support/node/create-test-peer.ts';
import {
  always,
  deletion,
  deliverTo,
  forwarded,
  legacy,
  met,
  name,
  older,
  put,
  type Responses,
} from '../support/node/deliver-to.ts';
import { sha1Of } from '../support/node/sha1-of.ts';

const sha1 = sha1Of('content');

describe('a node of 1.0.0', () => {
  const responses = { DELETE: { status: 404, ...older }, PUT: { status: 201, ...older } };
  it.each([
    ['shows its status', { status: 200, isStatus: true, ...older }],
    ['does not show its status', { status: 403, ...older }],
    ['has a proxy that does not', { status: 403 }],
  ])('that %s is asked for its status once, and acknowledges', async (_what, status) => {
    for (const [operation, method] of [
      [deletion, 'DELETE'],
      [put, 'body'],
    ] as const) {
      const all = { ...responses, GET: status };
      const { outcome, sent } = await deliverTo(all, operation, undefined, 2);
      expect([outcome, sent]).toEqual(['acknowledged', [method, 'GET', method]]);
    }
  });

  it('that has no /_status below the URL acknowledges no deletion', async () => {
    const all = { ...responses, GET: { status: 404, ...older } };
    const { outcome, sent, problem } = await deliverTo(all, deletion, undefined, 3);
    expect(sent).toEqual(['DELETE', 'GET', 'GET', 'GET']);
    expect(outcome).toBe('it has no /_status below this URL');
    expect(problem).toMatch(/path of this URL in --node is wrong/u);
  });

  it('that rejects an upload without a tombstone acknowledges nothing', async () => {
    const { outcome } = await deliverTo({ PUT: { status: 409, ...older } }, put);
    expect(outcome).toBe('it responded 409, but has no tombstone of the name');
  });
});

describe('a node that does not serve the host that its peers call it by', () => {
  const refusal = { status: 421, ...met, reason: 'host' };

  it('gets what is pending once a proxy before it that failed has recovered', async () => {
    const { ctx, storageDisk } = await createTestContext();
    storageDisk.write(name, 'content');
    let isRecovered = false;
    const peer = createTestPeer(async ({ method }) => {
      if (!isRecovered) return { status: 500 };
      return method === 'GET' ? refusal : { status: 201, location: `/${name}`, ...met };
    });
    await expect(deliver(put, peer, ctx)).rejects.toThrow();
    isRecovered = true;
    expect(await deliver(put, peer, ctx)).toBe('acknowledged');
    expect(peer.problem()).toBeUndefined();
  });

  it('is not reported as a wrong path where it rejects operations too', async () => {
    const { outcome, problem } = await deliverTo(always(refusal), deletion, undefined, 2);
    expect([outcome, problem]).toEqual(['it responded 421', undefined]);
  });
});

describe('the Python version', () => {
  const stored = { status: 201, location: `/${name}` };
  it.each([
    ['stores a file', put, { PUT: stored, HEAD: { status: 200, sha1 } }, ['body', 'HEAD']],
    [
      'has a file',
      put,
      { PUT: { ...stored, status: 302 }, HEAD: { status: 200, sha1 } },
      ['body', 'HEAD'],
    ],
    [
      'stores a file and gives its whole URL',
      put,
      { PUT: { status: 201, location: `https://b/media/${name}` }, HEAD: { status: 200, sha1 } },
      ['body', 'GET', 'HEAD'],
    ],
    [
      'stores a file and does not say where',
      put,
      { PUT: { status: 201 }, HEAD: { status: 200, sha1 } },
      ['body', 'GET', 'HEAD'],
    ],
    ['knows a file to be deleted', put, { PUT: { status: 409 } }, ['body', 'GET', 'HEAD']],
    ['deletes a file', deletion, { DELETE: { status: 200 } }, ['DELETE', 'GET', 'HEAD']],
    ['never had a file', deletion, { DELETE: { status: 404 } }, ['DELETE', 'GET', 'HEAD']],
  ] as const)('%s', async (_what, operation, responses, expected) => {
    for (const before of [undefined, met]) {
      const { outcome, sent } = await deliverTo({ ...legacy, ...responses }, operation, before);
      expect(outcome).toBe('acknowledged');
      if (before === undefined) expect(sent).toEqual(expected);
    }
  });

  it('has a forwarded file', async () => {
    const responses = { ...legacy, HEAD: { status: 200, sha1 } };
    const { outcome, sent } = await deliverTo(responses, forwarded, undefined, 2);
    expect([outcome, sent]).toEqual(['acknowledged', ['HEAD', 'GET', 'HEAD']]);
  });

  it.each([
    ['says that it deleted what it still has', { DELETE: { status: 200 }, HEAD: { status: 200 } }],
    ['shows itself, but a node responds for the file', { HEAD: { status: 404, ...met } }],
    ['is a node that shows its id only with its status', { GET: { status: 200, ...met } }],
  ])('does not acknowledge a deletion where it %s', async (_what, responses) => {
    const all = { ...legacy, DELETE: { status: 404 }, ...responses } as Responses;
    expect((await deliverTo(all, deletion)).outcome).toMatch(
      /^it responded (?:200|404) as if done/u,
    );
  });

  it('is sent a forwarded deletion of a file that it has', async () => {
    const responses = { ...legacy, HEAD: { status: 200, sha1 }, DELETE: { status: 500 } };
    const { outcome, sent } = await deliverTo(responses, { ...forwarded, op: 'DELETE' });
    expect([outcome, sent]).toEqual(['it responded 500', ['HEAD', 'DELETE']]);
  });

  it('does not acknowledge an upload where a node responds for the file', async () => {
    const responses = { ...legacy, PUT: stored, HEAD: { status: 200, sha1, ...met } };
    const { outcome } = await deliverTo(responses, put);
    expect(outcome).toBe('it responded 201 as if done, but a HEAD gives 200');
  });

  it('that was replaced while it deleted is asked for the file once it is back', async () => {
    const { ctx } = await createTestContext();
    let isBack = false;
    const peer = createTestPeer(async ({ method }) => {
      if (method === 'DELETE') return { status: 404 };
      if (method === 'HEAD') return isBack ? { status: 200, sha1 } : { status: 404 };
      isBack = true;
      return legacy.GET;
    });
    await expect(deliver(deletion, peer, ctx)).rejects.toThrow('a HEAD gives 200');
  });

  it('below a wrong path acknowledges nothing, and is sent no more bodies', async () => {
    const elsewhere = { status: 201, location: `/files/${name}` };
    const responses = { PUT: elsewhere, HEAD: { status: 200, sha1 } };
    const { outcome, sent, problem } = await deliverTo(responses, put, undefined, 3);
    expect(sent).toEqual(['body', 'GET', 'HEAD', 'GET', 'GET']);
    expect(problem).toMatch(/path of this URL in --node is wrong/u);
    expect(outcome).toBe("its /_status is not a node's");
    expect((await deliverTo(responses, forwarded)).outcome).not.toBe('acknowledged');
    const other = { PUT: { status: 201, location: '/other' } };
    expect(await deliverTo(other, put)).toMatchObject({
      outcome: 'it stored the file as /other: the path in --node is wrong',
      problem: expect.stringContaining('the path of this URL in --node is wrong'),
    });
  });

  it('that responds alternately with a node acknowledges nothing, nor does the node', async () => {
    const { ctx, storageDisk } = await createTestContext();
    storageDisk.write(name, 'content');
    let isNode = true;
    const peer = createTestPeer(async ({ method, body }) => {
      await body?.read();
      if (isNode) return { status: 201, ...met };
      if (method === 'GET') return legacy.GET;
      return method === 'PUT' ? stored : { status: 200, sha1 };
    });
    expect(await deliver(put, peer, ctx)).toBe('acknowledged');
    isNode = false;
    expect(await deliver(put, peer, ctx)).toBe('acknowledged');
    isNode = true;
    await expect(deliver(put, peer, ctx)).rejects.toThrow('one of several nodes responded');
    isNode = false;
    await expect(deliver(put, peer, ctx)).rejects.toThrow('one of several nodes responded');
    await expect(deliver(forwarded, peer, ctx)).rejects.toThrow('one of several nodes responded');
    expect(peer.problem()?.text).toMatch(/^Several nodes respond/u);
  });

  it('that asks for a secret is not taken for an unidentified server', async () => {
    const { outcome, problem } = await deliverTo(always({ status: 401 }), put);
    expect([outcome, problem]).toEqual(['it responded 401', undefined]);
  });

  it('whose proxy responds 503 is not taken for an unidentified server', async () => {
    const { outcome, sent } = await deliverTo(always({ status: 503 }), put, undefined, 2);
    expect([outcome, sent]).toEqual(['it responded 503', ['body', 'body']]);
  });
});
