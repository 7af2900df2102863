import { describe, expect, test } from 'vitest';
import { identifyCaller } from '../../../../lib/access/caller.ts';
import { noSecrets } from '../../../../lib/access/secrets.ts';
import { createTestAccess } from '../../../support/node/test-access.ts';

const node = '0123456789abcdef';
const process = 'fedcba9876543210';
const peer = { 'User-Agent': 'cockatiel/1.0.0' };
const ids = { 'X-Cockatiel-Node': node, 'X-Cockatiel-Instance': process };
const bearer = (secret: string) => ({ Authorization: `Bearer ${secret}` });

function identify(headers: Readonly<Record<string, string>>, secrets = noSecrets) {
  const caller = identifyCaller(new Headers(headers), createTestAccess(secrets));
  return { ...caller, roles: [...caller.roles] };
}

describe('a peer is known by its User-Agent', () => {
  test.each([
    ['cockatiel/1.0.0', true],
    ['cockatiel/', true],
    ['cockatiel/1.0 aiohttp/0.17', true],
    ['cockatiel', false],
    ['Cockatiel/1.0', false],
    ['Mozilla/5.0 cockatiel/1.0', false],
    ['curl/8.0', false],
    ['', false],
  ])('%s: %s', (userAgent, expected) => {
    expect(identify({ 'user-agent': userAgent }).isPeer).toBe(expected);
  });

  test('a request without one comes from a client', () => {
    expect(identify({}).isPeer).toBe(false);
  });
});

describe('where there are secrets a peer must send one', () => {
  const cluster = { read: ['reading'], write: ['writing'], cluster: ['joining'] };
  const writers = { ...cluster, cluster: [] };
  const readers = { ...writers, write: [] };

  test.each([
    ["the cluster's", cluster, 'joining', true],
    ["a writer's, where the cluster has its own", cluster, 'writing', false],
    ["a reader's", cluster, 'reading', false],
    ['a wrong one', cluster, 'guess', false],
    ["a writer's, where the cluster has none", writers, 'writing', true],
    ["a reader's, where the cluster has none", writers, 'reading', false],
    ['any, where only readers have one', readers, 'guess', true],
  ])('%s', (_, secrets, secret, expected) => {
    expect(identify({ ...peer, ...bearer(secret) }, secrets).isPeer).toBe(expected);
  });

  test('and a secret does not make a peer of another User-Agent', () => {
    expect(identify(bearer('joining'), cluster).isPeer).toBe(false);
  });
});

test('a caller has all roles of its secret, peer or not', () => {
  const secrets = { read: ['one', 'both'], write: ['both'], cluster: ['other'] };
  expect(identify(bearer('both'), secrets).roles).toEqual(['read', 'write']);
  expect(identify({ ...peer, ...bearer('one') }, secrets).roles).toEqual(['read']);
  expect(identify({}, secrets).roles).toEqual([]);
});

describe('the sender', () => {
  test('is the process of a peer', () => {
    expect(identify({ ...peer, ...ids })).toMatchObject({ nodeId: node, senderId: process });
  });

  test('is its node where it names no process', () => {
    const sent = { ...peer, 'X-Cockatiel-Node': node };
    expect(identify(sent)).toMatchObject({ nodeId: node, senderId: node });
  });

  test.each(['', 'short', `${node}0`, node.toUpperCase()])('is unknown with the id %j', (id) => {
    const sent = { ...peer, 'X-Cockatiel-Node': id, 'X-Cockatiel-Instance': id };
    expect(identify(sent)).toMatchObject({ nodeId: undefined, senderId: undefined });
  });

  test('is unknown for a client, whatever it sends', () => {
    expect(identify(ids)).toMatchObject({ nodeId: undefined, senderId: undefined });
  });

  test('is uncertain where every writer could be the peer', () => {
    const sent = { ...peer, ...ids, ...bearer('writing') };
    const caller = identify(sent, { ...noSecrets, write: ['writing'] });
    expect(caller).toMatchObject({ isPeer: true, nodeId: node, senderId: undefined });
  });
});

test('only a peer makes an offer', () => {
  const offer = { 'X-Cockatiel-Offer': '1' };
  expect(identify({ ...peer, ...offer }).isOffer).toBe(true);
  expect(identify(peer).isOffer).toBe(false);
  expect(identify(offer).isOffer).toBe(false);
});
