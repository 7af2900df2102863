import { expect, test } from 'vitest';
import { askNode } from '../../../../../runtime/cli/status/ask-node.ts';
import { describeNode, isAllInSync } from '../../../../../runtime/cli/status/describe-nodes.ts';
import {
  formatStatus,
  formatStatusAsJson,
} from '../../../../../runtime/cli/status/format-status.ts';
import { readState } from '../../../../../runtime/cli/status/read-state.ts';

const node = { id: 'ab', version: '1.1.0', files: 1234, bytes: 1536, tombstones: 2, digest: 'd' };
const peer = { pending: 0, state: 'up', inSync: true, refused: [], oldestAgeSeconds: null };
const page = {
  nowMs: 1_700_000_000_000,
  node,
  queues: {
    'http://10.1.1.2:8080': peer,
    'http://any:***@10.1.1.3/': {
      ...peer,
      state: 'down',
      inSync: null,
      pending: 1200,
      oldestAgeSeconds: 200,
      lastError: 'connect ECONNREFUSED\u001b[2J',
    },
  },
  views: { 'http://10.1.1.2:8080': { response: 'status', downSinceMs: null, node } },
};

/** A node that responds to each name with a status and a text. */
function nodeWith(responses: Readonly<Record<string, readonly [number, string]>>) {
  const link = {
    async read({ name }: { readonly name: string }) {
      const [status, text] = responses[name] ?? [404, ''];
      async function* body() {
        yield Buffer.from(text);
      }
      return { status, isUtf8: true, body: body(), cancel: () => undefined };
    },
  };
  return { url: 'http://any:S3CRET@10.1.1.1:8080/', link };
}

const described = (text: unknown) =>
  askNode(nodeWith({ '_ui/state': [200, JSON.stringify(text)] }), 0).then(describeNode);

test('a node and its peers are a table, with what else is to be known below it', async () => {
  expect(formatStatus([await described(page)], false)).toBe(`\
NODE                FILES     SIZE  DELETED  SAME  PENDING  OLDEST  STATE
10.1.1.1:8080       1,234  1.5 KiB        2                         In sync
  10.1.1.2:8080     1,234  1.5 KiB        2   yes        0       -  In sync
  any:***@10.1.1.3      -        -        -     -    1,200   3 min  Down

10.1.1.1:8080 to any:***@10.1.1.3: connect ECONNREFUSED?[2J`);
});

test('states have colours where these are shown, and nothing else has', async () => {
  const text = formatStatus([await described(page)], true);
  expect(text).toContain('  \u001b[32mIn sync\u001b[0m\n');
  expect(text).toContain('  \u001b[31mDown\u001b[0m\n');
  expect(text.split('\u001b')).toHaveLength(7);
});

test('for programs it is one JSON object', async () => {
  const text = formatStatusAsJson([await described(page)]);
  expect(text).not.toContain('\n');
  expect(JSON.parse(text)).toEqual({
    inSync: false,
    nodes: [
      {
        url: 'http://10.1.1.1:8080/',
        ...node,
        state: 'In sync',
        inSync: true,
        notes: [],
        peers: [
          expect.objectContaining({ state: 'In sync', inSync: true, sameFiles: true, pending: 0 }),
          expect.objectContaining({ state: 'Down', inSync: false, sameFiles: null, pending: 1200 }),
        ],
      },
    ],
  });
});

test('a host without a page, and an earlier version, is asked for its status', async () => {
  const queues = { 'http://b': { length: 3, oldestAgeSeconds: 9, inSync: false } };
  const old = nodeWith({ _status: [200, JSON.stringify({ queues })] });
  const { word, peers, files } = describeNode(await askNode(old, 0));
  expect({ word: word.text, files }).toEqual({
    word: 'Sending, 3 left, oldest 9 s',
    files: null,
  });
  expect(peers[0]?.word.text).toBe('Catching up, 3 left, oldest 9 s');
  expect(peers).toEqual([expect.objectContaining({ pending: 3, sameFiles: null })]);
});

const needed = ': --secret-file must have the secret for operators (or readers)';

test.each<[responses: Record<string, readonly [number, string]>, word: string, reason: string]>([
  [{ '_ui/state': [401, ''] }, 'Unauthorized', `it responded 401${needed}`],
  [{ '_ui/state': [403, ''] }, 'Unauthorized', `it responded 403${needed}`],
  [{ '_ui/state': [503, ''] }, 'Not readable', 'it responded 503'],
  [
    {},
    'Not readable',
    'it responded 404: behind a proxy that closes /_status, ask the node itself',
  ],
  [{ '_ui/state': [200, '<html>'] }, 'Not readable', 'it is no node: it has no status'],
])('a node that responds %j is %s', async (responses, word, reason) => {
  const node = describeNode(await askNode(nodeWith(responses), 0));
  expect(node).toMatchObject({ word: { text: word, tone: 'bad' }, notes: [reason], peers: [] });
  expect(isAllInSync([node])).toBe(false);
});

test('a node that does not respond is down', async () => {
  const link = { read: () => Promise.reject(new Error('connect ECONNREFUSED 10.1.1.1:8080')) };
  const node = describeNode(await askNode({ url: 'http://u:S3CRET@a', link }, 0));
  expect(node).toMatchObject({ url: 'http://a', word: { text: 'Down' } });
  expect(node.notes).toEqual(['connect ECONNREFUSED 10.1.1.1:8080']);
});

test('all is in sync where each node and each peer is', async () => {
  const { queues, ...rest } = page;
  const one = { 'http://10.1.1.2:8080': queues['http://10.1.1.2:8080'] };
  expect(isAllInSync([await described({ ...rest, queues: one })])).toBe(true);
  expect(isAllInSync([await described(page)])).toBe(false);
  expect(isAllInSync([await described({ ...rest, queues: {} })])).toBe(true);
});

test.each(['', '[]', '{}', '{"queues":1}', 'null'])('%j is no state of a node', (text) => {
  expect(readState(text, 0)).toBeUndefined();
});

test('what a peer rejects is in the table, and nodes that are no peers are below it', async () => {
  const refused = [{ reason: 'it responded 413', count: 2 }];
  const rejecting = { ...peer, pending: 3, deferred: 2, refused, oldestAgeSeconds: 60 };
  const others = {
    removedPeers: { 'http://c/': { pending: 5, forgetAt: '2026-12-14T10:00:00.000Z' }, d: null },
    unlistedPeers: [{ nodeId: 'ef', address: '10.1.1.5' }, 7],
  };
  const asked = await described({
    ...page,
    node: { ...node, ...others },
    queues: { 'http://b': rejecting },
  });
  expect([asked.word.text, asked.peers[0]?.word.text]).toEqual([
    'Rejected by a peer, 2 of 3 pending',
    'Rejecting, 2 of 3 pending',
  ]);
  expect(asked.notes).toEqual([
    'Node ef at 10.1.1.5 sends files here and gets none: add it as --node.',
    'Node  sends files here and gets none: add it as --node.',
    expect.stringMatching(/^c was removed; 5 pending are kept until 2026-12-14 \d\d:00:00\.$/u),
    expect.stringMatching(/^d was removed; 0 pending/u),
  ]);
});

test('what a node sends of the wrong type is not known, and breaks nothing', async () => {
  const wrong = { pending: 'many', state: 5, inSync: 'no', refused: [null, 7], lastError: 5 };
  const asked = await described({
    queues: { 'http://10.1.1.2': wrong, 'http://b': null },
    views: 5,
  });
  expect(asked.peers).toMatchObject([{ pending: 0 }, { pending: 0, notes: [] }]);
  expect(formatStatus([asked], false)).toContain('Refused 0: ');
});
