import { describe, expect, test } from 'vitest';
import { listStaged } from '../support/disk/disk-view.ts';
import { chunkedPut, http } from '../support/http/hostile-row.ts';
import { openRawConnection } from '../support/http/raw-request.ts';
import { startTestNode } from '../support/process/start-test-node.ts';
import { processes } from './engines.ts';

const half = 'x'.repeat(512 * 1024);
const uploads = [
  ['in its body', http('PUT /a', ['Content-Length: 1048576'], half)],
  ['in a chunk', chunkedPut('/a', `100000\r\n${half}`)],
] as const;
/** More than the test waits: the end of the connection must show at once. */
const idleLimit = ['--idle-timeout', '600'];

describe.each(processes)('on %s an upload whose client leaves', (_name, options) => {
  describe.each(uploads)('%s', (_where, bytes) => {
    test.each(['reset', 'close', 'halfClose'] as const)(
      'by %s is dropped at once',
      async (leave) => {
        const node = await startTestNode(idleLimit, undefined, options);
        const connection = await openRawConnection(node.port);
        await connection.send(bytes);
        await expect.poll(() => listStaged(node.storage)).toHaveLength(1);
        connection[leave]();
        await expect.poll(() => listStaged(node.storage)).toEqual([]);
        connection.close();
        // Errors of clients are not worth the operator's attention.
        expect(node.output()).not.toContain('"level":"error"');
      },
    );
  });
});
