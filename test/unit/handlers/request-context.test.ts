import { expect, test } from 'vitest';
import { requestContext } from '../../../handlers/request-context.ts';
import { InvalidNameError } from '../../../lib/errors/domain-errors.ts';
import { createTestContext } from '../../support/node/create-test-context.ts';
import { createRequest, peerHeaders } from '../../support/node/send.ts';
import { sha1Of } from '../../support/node/sha1-of.ts';

const stored = `dir/é_13_${sha1Of('x')}.txt`;
const { ctx } = await createTestContext();
const turn = ctx.admission.begin({ url: '/', isPeer: () => false });
const contextOf = (path: string, headers = {}) =>
  requestContext(createRequest('GET', path, { headers }), ctx, {
    path: path.split('?', 1)[0] ?? '',
    turn,
  });

test('a request has its name, decoded, and the parts of it', () => {
  const parts = { name: stored, directory: 'dir', seconds: 13, sha1: sha1Of('x') };
  expect(contextOf(`/${encodeURI(stored)}?query`)).toMatchObject({
    ...ctx,
    name: stored,
    stored: { ...parts, extension: '.txt' },
  });
});

test.each(['/', '/a', '/_status', `/_a_1_${sha1Of('x')}`, `/.cockatiel/a_1_${sha1Of('x')}`])(
  '%s is the name of no stored file',
  (path) => {
    expect(contextOf(path)).toMatchObject({ name: path.slice(1), stored: undefined });
  },
);

test('a request has its caller', () => {
  expect(contextOf('/a').caller.isPeer).toBe(false);
  expect(contextOf('/a', peerHeaders).caller.isPeer).toBe(true);
});

test('a caller that the host has identified is not identified again', () => {
  const { caller } = contextOf('/a', peerHeaders);
  const request = createRequest('GET', '/a');
  expect(requestContext(request, { ...ctx, caller }, { path: '/a', turn }).caller).toBe(caller);
});

test('a path that names nothing has no context', () => {
  expect(() => contextOf('/a//b')).toThrow(InvalidNameError);
});
