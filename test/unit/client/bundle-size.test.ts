import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'rolldown';
import { expect, test } from 'vitest';

const maxBytes = 6 * 1024;

test('the client has less than 6 KiB, compressed', async () => {
  const { output } = await build({
    input: fileURLToPath(new URL('../../../client/client.ts', import.meta.url)),
    platform: 'browser',
    write: false,
    output: { format: 'esm', minify: true },
  });
  expect(output).toHaveLength(1);
  const { code, imports } = output[0];
  expect(imports).toEqual([]);
  expect(gzipSync(code).length).toBeLessThan(maxBytes);
});
