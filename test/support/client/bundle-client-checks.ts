import { fileURLToPath } from 'node:url';
import { build } from 'rolldown';

/** The checks of the client as one module, with the client in it, for any host. */
export async function bundleClientChecks(): Promise<string> {
  const { output } = await build({
    input: fileURLToPath(new URL('../../contract/client-checks.ts', import.meta.url)),
    platform: 'neutral',
    write: false,
    output: { format: 'esm' },
  });
  return output[0].code;
}
