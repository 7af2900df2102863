import { expect, test } from 'vitest';
import { refuseVisibleSecrets } from '../../../../runtime/cli/flags/refuse-visible-secrets.ts';
import { serveFlags } from '../../../../runtime/cli/flags/serve-flags.ts';
import type { Engine } from '../../../../runtime/engine/engine.ts';

const flags = Object.values(serveFlags);
const secret = 'http://any:s3cret@peer:8080';

function refuse(engine: Engine, name: string, ...urls: readonly string[]): () => void {
  return () => refuseVisibleSecrets(new Map([[name, urls]]), flags, engine);
}

test.each([
  ['node', 'COCKATIEL_NODE'],
  ['proxy', 'COCKATIEL_PROXY'],
  ['forget', 'COCKATIEL_FORGET'],
])(
  'on Bun --%s takes no secret on the command line, and says where to give it',
  (name, variable) => {
    expect(refuse('bun', name, secret)).toThrow(`--${name}: on Bun`);
    expect(refuse('bun', name, secret)).toThrow(variable);
    expect(refuse('bun', name, secret)).not.toThrow('s3cret');
  },
);

test('on Bun a second URL with a secret is noticed, too', () => {
  expect(refuse('bun', 'node', 'http://a:8080', secret)).toThrow('--node: on Bun');
});

test.each([
  ['a URL with a user and no secret', 'bun', 'http://any@peer:8080'],
  ['a URL with an @ in its path', 'bun', 'http://peer:8080/a:b@c'],
  ['what is no URL', 'bun', 'any:s3cret@'],
  ['a secret on Node, which hides it', 'node', secret],
  ['a secret on Deno, which hides it', 'deno', secret],
] as const)('%s is taken', (_what, engine, url) => {
  expect(refuse(engine, 'node', url)).not.toThrow();
});
