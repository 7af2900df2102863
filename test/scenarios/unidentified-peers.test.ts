import { describe, expect, it } from 'vitest';
import { ownIds } from '../support/node/create-test-peer.ts';
import {
  type Answers,
  always,
  deletion,
  deliverTo,
  forwarded,
  met,
  name,
  older,
  put,
} from '../support/node/deliver-to.ts';
import { sha1Of } from '../support/node/sha1-of.ts';

const sha1 = sha1Of('content');

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
    expect(problem).toMatch(/^(?:The server at this URL is not a node|This URL leads back)/u);
  });
});
