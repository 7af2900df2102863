import { test } from 'vitest';
import { expectRestartsUnnoticed } from '../support/contrib/expect-restarts-unnoticed.ts';
import { nginx } from '../support/contrib/proxies.ts';

test('no read through nginx fails while a node is killed and all are restarted', (ctx) =>
  expectRestartsUnnoticed(nginx, ctx));
