import { test } from 'vitest';
import { expectRestartsUnnoticed } from '../support/contrib/expect-restarts-unnoticed.ts';
import { caddy } from '../support/contrib/proxies.ts';

test('no read through Caddy fails while a node is killed and all are restarted', (ctx) =>
  expectRestartsUnnoticed(caddy, ctx));
