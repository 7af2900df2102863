import { test } from 'vitest';
import { expectNoFailedReads } from '../support/contrib/expect-no-failed-reads.ts';
import { proxies } from '../support/contrib/proxies.ts';
import { startThreeNodes } from '../support/contrib/three-nodes.ts';

/** What docs/behind-a-proxy.md says to start the nodes with. */
const flags = ['--drain-seconds', '3', '--verbose'];

test.for(proxies)(
  '$name: no read fails while a node is killed and all are restarted',
  async ({ start }, ctx) => {
    const nodes = await startThreeNodes(flags);
    const port = await start(
      nodes.map((node) => node.port),
      ctx,
    );
    await expectNoFailedReads(`http://127.0.0.1:${port}`, nodes, { isUsed: true });
  },
);
