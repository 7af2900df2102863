import { test } from 'vitest';
import { expectRestartsUnnoticed } from '../support/contrib/expect-restarts-unnoticed.ts';
import { haproxy } from '../support/contrib/proxies.ts';

test('no read through HAProxy fails while a node is killed and all are restarted', (ctx) =>
  expectRestartsUnnoticed(haproxy, ctx));
