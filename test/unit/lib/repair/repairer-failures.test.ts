import { describe, expect, it } from 'vitest';
import type { PeerResponse } from '../../../../lib/delivery/peer-link.ts';
import { setUpRepairer } from '../../../support/node/set-up-repairer.ts';
import { namesOf } from '../../../support/node/start-test-filling.ts';

const names = namesOf(10);
const lists = (stored: unknown, tombstones: unknown): string =>
  JSON.stringify({ stored, tombstones });

describe('a comparison that fails', () => {
  it.each<[Partial<PeerResponse>, string]>([
    [{ status: 503, text: 'Listing.' }, 'it responded 503: Listing.'],
    [{ status: 401 }, 'it responded 401'],
    [{ status: 403, text: 'No.' }, 'it responded 403: No.'],
    [{ status: 200, nodeId: 'x', content: lists([], []) }, 'it responded 200, and is no node'],
    [{ status: 200 }, 'its response is malformed'],
    [{ status: 200, content: 'null' }, 'its response is malformed'],
    [{ status: 200, content: '{"stored":[' }, 'its response is malformed'],
    [{ status: 200, content: lists([], {}) }, 'its response is malformed'],
    [{ status: 200, content: lists([4096], []) }, 'its response is malformed'],
    [{ status: 200, content: lists([], [-1]) }, 'its response is malformed'],
    [{ status: 200, content: lists([0.5], []) }, 'its response is malformed'],
    [{ status: 200, content: lists(['1'], []) }, 'its response is malformed'],
    [{ status: 200, content: lists([1, 1], []) }, 'its response is malformed'],
    [{ status: 200, content: lists([2, 1], []) }, 'its response is malformed'],
  ])('with %j shows why', async (response, error) => {
    const { repairer, state, queue, pass, meet } = setUpRepairer({ stored: names }, { stored: [] });
    await meet();
    state.respond = async () => response;
    await pass(1);
    expect(repairer.report()).toMatchObject({ inSync: undefined, comparedAtMs: undefined, error });
    expect(queue.length).toBe(0);
  });

  it.each([
    [lists([10], []), 'its response is malformed'],
    [lists([], [0]), 'its response is malformed'],
  ])('because the peer wants what it was not asked: %s', async (content, error) => {
    const { repairer, state, queue, pass, meet } = setUpRepairer({ stored: names }, { stored: [] });
    await meet();
    state.respond = async ({ name }) => (name === '_wanted' ? { content } : undefined);
    await pass(1);
    expect([repairer.report().error, queue.length]).toEqual([error, 0]);
  });

  it('because the peer knows one question only', async () => {
    const { repairer, state, pass, meet } = setUpRepairer({ stored: names }, { stored: [] });
    await meet();
    state.respond = async ({ name }) => (name === '_wanted' ? { status: 404 } : undefined);
    await pass(1);
    expect(repairer.report().error).toBe('it compares sets, but not names');
  });

  it('is repeated soon, then each minute, and logged when it lasts', async () => {
    const { repairer, state, lines, pass, meet } = setUpRepairer({ stored: names });
    await meet();
    state.respond = async () => ({ status: 500 });
    await pass(30);
    expect([state.requests.length, lines]).toEqual([6, []]);
    await pass(200);
    expect(state.requests).toHaveLength(10);
    expect(lines.map(({ message }) => message)).toEqual(['a peer can not be compared']);
    state.respond = async () => undefined;
    await pass(180);
    expect(repairer.report()).toMatchObject({ inSync: true, error: undefined });
    expect(lines.slice(1).map(({ message }) => message)).toEqual(['a peer can be compared again']);
  });

  it('by a defect of this node is shown as well', async () => {
    const { repairer, state, pass, meet } = setUpRepairer({ stored: names });
    await meet();
    state.respond = async () => {
      throw Object.assign(new Error('a defect'), { code: 'EIO' });
    };
    await pass(1);
    expect(repairer.report().error).toBe('a defect');
  });

  it('keeps what the last one found, and is not repeated at once for another process', async () => {
    const { repairer, state, pass, meet } = setUpRepairer({ stored: names });
    await meet();
    await pass(1);
    const { comparedAtMs } = repairer.report();
    state.respond = async () => ({ status: 503 });
    await pass(60);
    expect(repairer.report()).toMatchObject({ inSync: true, comparedAtMs });
    state.instance = '00000000000000b2';
    await meet();
    await pass(4);
    expect(state.requests).toHaveLength(1);
    expect(repairer.report()).toMatchObject({ inSync: undefined, comparedAtMs });
  });
});
