import { describe, expect, it } from 'vitest';
import type { Operation } from '../../lib/context.ts';
import { deliver } from '../../lib/deliver.ts';
import type { PeerAnswer, PeerRequest } from '../../lib/peer-link.ts';
import { createTestContext } from '../support/create-test-context.ts';
import { createTestPeer, type MetBefore, ownIds } from '../support/create-test-peer.ts';
import { nameOf } from '../support/open-test-storage.ts';
import { sha1Of } from '../support/sha1-of.ts';

const name = nameOf('file', 'content');
const put: Operation = { op: 'PUT', name, seconds: 7 };
const deletion: Operation = { op: 'DELETE', name, seconds: 7 };
const forwarded: Operation = { ...put, from: '00000000000000f1' };
const met = { nodeId: '00000000000000aa', instance: '00000000000000a1' };
const older = { nodeId: '00000000000000aa' };
const sha1 = sha1Of('content');

type Answers = Readonly<Partial<Record<PeerRequest['method'], PeerAnswer>>>;

/** The same answer to everything. */
const always = (answer: PeerAnswer): Answers =>
  ({ PUT: answer, DELETE: answer, HEAD: answer, GET: answer }) as const;
/** The Python version; `isStatus` says that its status was read as one. */
const original = { GET: { status: 200, isStatus: true } } as const;

/** Delivers an operation to what gives these answers, several times; tells how that went. */
async function deliverTo(answers: Answers, operation: Operation, before?: MetBefore, times = 1) {
  const { ctx, storageDisk } = await createTestContext();
  storageDisk.write(name, 'content');
  const sent: string[] = [];
  const send = async ({ method, body }: PeerRequest): Promise<PeerAnswer> => {
    sent.push(body === undefined ? method : 'body');
    await body?.read();
    return answers[method] ?? { status: 404 };
  };
  const peer = createTestPeer(send, before);
  let outcome = '';
  for (let time = 0; time < times; time += 1) {
    outcome = await deliver(operation, peer, ctx).catch((error: Error) => error.message);
  }
  return { outcome, sent, problem: peer.problem()?.text };
}

const strangers: readonly (readonly [string, Answers])[] = [
  ['a redirect to https', always({ status: 302, location: `https://b/${name}` })],
  ['a redirect to itself', always({ status: 302, location: `/${name}` })],
  ['a conflict for everything', always({ status: 409 })],
  ['a default backend that answers 404', always({ status: 404 })],
  ['a captive portal that answers 200', always({ status: 200 })],
  ['an API that answers 200 with JSON of its own', always({ status: 200, isStatus: false })],
  ['a WebDAV server without the directory', { ...always({ status: 404 }), PUT: { status: 409 } }],
  [
    'a WebDAV server that stores all',
    {
      PUT: { status: 201, location: `/${name}` },
      HEAD: { status: 200 },
      DELETE: { status: 200 },
      GET: { status: 404 },
    },
  ],
  ['an echo of all headers', always({ status: 201, location: `/${name}`, ...ownIds })],
  [
    'a cache of a file that is elsewhere',
    { ...always({ status: 404 }), HEAD: { status: 200, sha1 }, DELETE: { status: 200 } },
  ],
];

describe.each([
  ['never met', undefined],
  ['in the place of a node', met],
  ['in the place of a node of 1.0.0', older],
] as const)('a stranger %s', (_where, before) => {
  it.each(strangers)('acknowledges nothing: %s', async (_what, answers) => {
    for (const operation of [put, deletion, forwarded]) {
      const { outcome } = await deliverTo(answers, operation, before);
      expect(outcome).not.toMatch(/^(?:told|needless)$/u);
    }
  });

  it.each(strangers)('is sent no more than one body: %s', async (_what, answers) => {
    const { sent, problem } = await deliverTo(answers, put, before, 5);
    expect(sent.filter((one) => one === 'body')).toHaveLength(1);
    expect(sent.slice(-3)).toEqual(['GET', 'GET', 'GET']);
    expect(problem).toMatch(/^(?:What answers at this URL is no node|This URL leads back)/u);
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
  ] as const)('%s', async (_what, operation, answers, expected) => {
    for (const before of [undefined, met]) {
      const { outcome, sent } = await deliverTo({ ...original, ...answers }, operation, before);
      expect(outcome).toBe('told');
      if (before === undefined) expect(sent).toEqual(expected);
    }
  });

  it('has a forwarded file', async () => {
    const answers = { ...original, HEAD: { status: 200, sha1 } };
    const { outcome, sent } = await deliverTo(answers, forwarded, undefined, 2);
    expect([outcome, sent]).toEqual(['told', ['HEAD', 'GET', 'HEAD']]);
  });

  it.each([
    ['says that it deleted what it still has', { DELETE: { status: 200 }, HEAD: { status: 200 } }],
    ['shows itself, but a node answers for the file', { HEAD: { status: 404, ...met } }],
    ['is a node that shows no id but for its status', { GET: { status: 200, ...met } }],
  ])('does not acknowledge a deletion where it %s', async (_what, answers) => {
    const all = { ...original, DELETE: { status: 404 }, ...answers } as Answers;
    expect((await deliverTo(all, deletion)).outcome).toMatch(
      /^it answered (?:200|404) as if done/u,
    );
  });

  it('that was away when it was said to have deleted is asked once it is back', async () => {
    const { ctx } = await createTestContext();
    let isBack = false;
    const peer = createTestPeer(async ({ method }) => {
      if (method === 'DELETE') return { status: 404 };
      if (method === 'HEAD') return isBack ? { status: 200, sha1 } : { status: 404 };
      isBack = true;
      return original.GET;
    });
    await expect(deliver(deletion, peer, ctx)).rejects.toThrow('200 for the file');
  });

  it('below a wrong path acknowledges nothing, and is pushed nothing more', async () => {
    const elsewhere = { status: 201, location: `/files/${name}` };
    const answers = { PUT: elsewhere, HEAD: { status: 200, sha1 } };
    const { outcome, sent, problem } = await deliverTo(answers, put, undefined, 3);
    expect(sent).toEqual(['body', 'GET', 'HEAD', 'GET', 'GET']);
    expect(problem).toMatch(/path of this URL in --node is wrong/u);
    expect(outcome).toBe(problem);
    expect((await deliverTo(answers, forwarded)).outcome).not.toBe('told');
    const other = { PUT: { status: 201, location: '/other' } };
    expect(await deliverTo(other, put)).toMatchObject({
      outcome: 'it stored the file as /other: the path in --node is wrong',
      problem: expect.stringContaining('the path of this URL in --node is wrong'),
    });
  });

  it('that answers by turns with a node acknowledges nothing, nor does the node', async () => {
    const { ctx, storageDisk } = await createTestContext();
    storageDisk.write(name, 'content');
    let isNode = true;
    const peer = createTestPeer(async ({ method, body }) => {
      await body?.read();
      if (isNode) return { status: 201, ...met };
      if (method === 'GET') return original.GET;
      return method === 'PUT' ? stored : { status: 200, sha1 };
    });
    expect(await deliver(put, peer, ctx)).toBe('told');
    isNode = false;
    expect(await deliver(put, peer, ctx)).toBe('told');
    isNode = true;
    await expect(deliver(put, peer, ctx)).rejects.toThrow('one of several nodes answered');
    isNode = false;
    await expect(deliver(put, peer, ctx)).rejects.toThrow('one of several nodes answered');
    await expect(deliver(forwarded, peer, ctx)).rejects.toThrow('one of several nodes answered');
    expect(peer.problem()?.text).toMatch(/^Several nodes answer/u);
  });

  it('that asks for a secret is not taken for a stranger', async () => {
    const { outcome, problem } = await deliverTo(always({ status: 401 }), put);
    expect([outcome, problem]).toEqual(['it answered 401', undefined]);
  });

  it('whose proxy says that it is away is not taken for a stranger', async () => {
    const { outcome, sent } = await deliverTo(always({ status: 503 }), put, undefined, 2);
    expect([outcome, sent]).toEqual(['it answered 503', ['body', 'body']]);
  });
});
