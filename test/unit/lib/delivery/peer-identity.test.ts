import { describe, expect, it } from 'vitest';
import { createPeerIdentities, type PeerIdentity } from '../../../../lib/delivery/peer-identity.ts';

const own = { nodeId: '000000000000000a', instance: '00000000000000a1' };
const b = { nodeId: '000000000000000b', instance: '00000000000000b1' };
const restartedB = { ...b, instance: '00000000000000b2' };
const c = { nodeId: '000000000000000c', instance: '00000000000000c1' };
const olderB = { nodeId: b.nodeId };
const copyOfOwn = { nodeId: own.nodeId, instance: '00000000000000f1' };
const nothing = {};

/** Gets each of these responses in turn, to a request of its own time. */
function show(peer: PeerIdentity, ...shown: readonly { nodeId?: string; instance?: string }[]) {
  return shown.map((one) => peer.note(one, peer.begin()));
}

function setUp() {
  const clock = { ms: 0 };
  const identities = createPeerIdentities(own, { nowMs: () => clock.ms });
  return {
    clock,
    identities,
    peer: identities.add('http://one'),
    twin: identities.add('http://two'),
  };
}

const leadsBack = /leads back to this node/u;
const balancer = /alternately/u;

describe('who responds at one URL', () => {
  it.each([
    [[nothing], ['unidentified'], undefined],
    [[{ nodeId: 'nonsense', instance: b.instance }], ['unidentified'], undefined],
    [[{ instance: b.instance }], ['unidentified'], undefined],
    [[b, b], ['node', 'node'], undefined],
    [[{ ...b, instance: 'nonsense' }], ['older'], undefined],
    [[olderB, olderB], ['older', 'older'], undefined],
    // An upgrade, and a step back.
    [[olderB, b, olderB, b], ['older', 'node', 'older', 'node'], undefined],
    [[b, restartedB, restartedB], ['node', 'node', 'node'], undefined],
    [[b, c], ['node', 'node'], undefined],
    [[b, nothing, b], ['node', 'unidentified', 'node'], undefined],
    [[own], ['self'], leadsBack],
    [[own, b], ['self', 'node'], undefined],
    [[own, own, own], ['self', 'self', 'self'], leadsBack],
    [[own, b, own], ['self', 'node', 'shared'], balancer],
    [[own, b, own, b], ['self', 'node', 'shared', 'shared'], balancer],
    [[b, c, b], ['node', 'node', 'shared'], balancer],
    [[olderB, { nodeId: c.nodeId }, olderB], ['older', 'older', 'shared'], balancer],
    [[b, restartedB, b], ['node', 'node', 'shared'], balancer],
    [[copyOfOwn], ['node'], /same node id as this node/u],
    [[{ nodeId: own.nodeId }], ['older'], /same node id as this node/u],
  ] as const)('%j is %j', (shown, expected, problem) => {
    const { peer } = setUp();
    expect(show(peer, ...shown)).toEqual(expected);
    if (problem === undefined) expect(peer.problem()).toBeUndefined();
    else
      expect(peer.problem()).toMatchObject({
        level: 'error',
        text: expect.stringMatching(problem),
      });
  });

  it('is trusted again once only one has responded for ten minutes', () => {
    const { clock, peer } = setUp();
    show(peer, b, c, b);
    clock.ms += 599_999;
    expect(show(peer, b)).toEqual(['shared']);
    clock.ms += 1;
    expect(show(peer, b)).toEqual(['node']);
    expect(peer.problem()).toBeUndefined();
  });

  it('may be the Python version instead, also alternately with a node', () => {
    const { peer } = setUp();
    show(peer, b);
    peer.noteLegacy();
    expect([peer.isMet, peer.nodeId, peer.problem()]).toEqual([false, undefined, undefined]);
    expect(show(peer, b)).toEqual(['shared']);
  });

  it('is remembered from before the start until another shows, which is not this node', () => {
    const { identities } = setUp();
    const peer = identities.add('http://b', b.nodeId);
    expect([peer.nodeId, peer.isMet]).toEqual([b.nodeId, false]);
    show(peer, nothing, own);
    expect(peer.nodeId).toBe(b.nodeId);
    show(peer, c);
    expect([peer.nodeId, peer.isMet]).toEqual([c.nodeId, true]);
  });
});

describe('one node id at two URLs', () => {
  it('in one process is a node with two URLs, which is no problem', () => {
    const { peer, twin } = setUp();
    show(peer, b);
    show(twin, b);
    expect(peer.problem()).toMatchObject({ level: 'warn', text: /same node as http:\/\/two/u });
    expect(twin.problem()).toMatchObject({ level: 'warn', text: /same node as http:\/\/one/u });
    expect([peer.isSender(b.instance), twin.isSender(b.instance)]).toEqual([true, true]);
  });

  it('in two processes alternately is a copied machine', () => {
    const { peer, twin } = setUp();
    show(peer, b);
    show(twin, restartedB);
    // So far it may be one that was restarted.
    expect([peer.problem(), twin.problem()]).toEqual([undefined, undefined]);
    expect(show(peer, b)).toEqual(['node']);
    for (const one of [peer, twin]) {
      expect(one.problem()).toMatchObject({ level: 'error', text: /one is a copy of the other/u });
    }
    show(twin, c);
    expect([peer.problem(), twin.problem()]).toEqual([undefined, undefined]);
  });

  it('is a node that was started again, once the first URL shows the later process too', () => {
    const { peer, twin } = setUp();
    show(peer, b);
    show(twin, restartedB);
    show(peer, restartedB);
    expect(peer.problem()).toMatchObject({ level: 'warn' });
  });

  it('without a process is one or the other, and no operation is held back by it', () => {
    const { peer, twin } = setUp();
    show(peer, olderB);
    expect(peer.isSender(b.nodeId)).toBe(true);
    show(twin, olderB);
    expect(peer.problem()).toMatchObject({ level: 'warn', text: /if it is another machine/u });
    expect([peer.isSender(b.nodeId), twin.isSender(b.nodeId)]).toEqual([false, false]);
  });
});

describe('an operation', () => {
  it.each([
    [[b], b.instance, true],
    [[b], b.nodeId, false],
    [[b], restartedB.instance, false],
    [[b, restartedB], restartedB.instance, true],
    [[b, restartedB], b.instance, false],
    [[olderB], b.nodeId, true],
    [[olderB], c.nodeId, false],
    [[], b.nodeId, false],
    [[b, nothing], b.instance, true],
    // A request that came back to this node itself reached nobody else.
    [[own], own.instance, false],
    [[b, c, b], b.instance, false],
    [[copyOfOwn], own.instance, false],
    [[copyOfOwn], own.nodeId, false],
    [[{ nodeId: own.nodeId }], own.nodeId, false],
  ] as const)('after %j, from %s, came from that peer: %j', (shown, from, expected) => {
    const { peer } = setUp();
    show(peer, ...shown);
    expect(peer.isSender(from)).toBe(expected);
  });

  it('of a node that does not know its ids is held back as well', () => {
    const peer = createPeerIdentities(undefined, { nowMs: () => 0 }).add('http://one');
    show(peer, olderB);
    expect([peer.isSender(b.nodeId), peer.problem()]).toEqual([true, undefined]);
  });
});
