import { describe, expect, it } from 'vitest';
import { ownIds } from '../support/node/create-test-peer.ts';
import {
  always,
  deletion,
  deliverTo,
  forwarded,
  met,
  name,
  older,
  put,
  type Responses,
} from '../support/node/deliver-to.ts';
import { sha1Of } from '../support/node/sha1-of.ts';

const sha1 = sha1Of('content');

const unidentified: readonly (readonly [string, Responses])[] = [
  ['a redirect to https', always({ status: 302, location: `https://b/${name}` })],
  ['a redirect to itself', always({ status: 302, location: `/${name}` })],
  ['a conflict for everything', always({ status: 409 })],
  ['a default backend that responds 404', always({ status: 404 })],
  ['a captive portal that responds 200', always({ status: 200 })],
  ['an API that responds 200 with JSON of its own', always({ status: 200, isStatus: false })],
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
  ['never contacted', undefined],
  ['in the place of a node', met],
  ['in the place of a node of 1.0.0', older],
] as const)('an unidentified server %s', (_where, before) => {
  it.each(unidentified)('acknowledges nothing: %s', async (_what, responses) => {
    for (const operation of [put, deletion, forwarded]) {
      const { outcome } = await deliverTo(responses, operation, before);
      expect(outcome).not.toMatch(/^(?:acknowledged|skipped)$/u);
    }
  });

  it.each(unidentified)('is sent no more than one body: %s', async (_what, responses) => {
    const { sent, problem } = await deliverTo(responses, put, before, 5);
    expect(sent.filter((one) => one === 'body')).toHaveLength(1);
    expect(sent.slice(-3)).toEqual(['GET', 'GET', 'GET']);
    expect(problem).toMatch(/^(?:The server at this URL is not a node|This URL leads back)/u);
  });
});
