import { expect, test } from 'vitest';
import type { PeerRequest, PeerResponse } from '../../../../lib/delivery/peer-link.ts';
import { instance, messages, nodeId, setUp } from '../../../support/node/test-replicator.ts';

test.each([
  [
    'does not respond',
    () => Promise.reject(Object.assign(new Error(''), { code: 'ECONNREFUSED' })),
  ],
  ['is no node', async () => ({ status: 200 })],
])('a peer that %s when it is probed early may be starting', async (_what, first) => {
  let send: (request: PeerRequest) => Promise<PeerResponse> = first;
  const { replicator, logLines } = await setUp(0, (request) => send(request));
  await replicator.probe(true);
  const { state, problem } = replicator.status();
  expect([state, problem, messages(logLines)]).toEqual(['unknown', undefined, []]);
  send = async ({ method }) => ({
    status: method === 'GET' ? 200 : 404,
    isStatus: true,
    nodeId,
    instance,
  });
  await replicator.probe(true);
  expect(replicator.status().state).toBe('up');
});
