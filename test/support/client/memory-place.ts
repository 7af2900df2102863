import { handle } from '../../../handlers/router.ts';
import type { ClientPlace } from '../../contract/client-check-tools.ts';
import { createTestContext } from '../node/create-test-context.ts';

const writeSecret = 'the-secret-of-writers';
const readSecret = 'the-secret-of-readers';

/** Two nodes in memory, and a `fetch` that leads to them. */
export async function openMemoryPlace(): Promise<ClientPlace> {
  const secrets = { read: [readSecret], write: [writeSecret], cluster: [] };
  const nodes = new Map([
    ['http://node', (await createTestContext()).ctx],
    ['http://guarded', (await createTestContext({ secrets })).ctx],
  ]);
  return {
    node: 'http://node',
    guarded: 'http://guarded',
    dead: 'http://dead',
    writeSecret,
    readSecret,
    async fetch(input, init) {
      const request = new Request(input, init);
      const ctx = nodes.get(new URL(request.url).origin);
      if (ctx === undefined) throw new TypeError('fetch failed');
      request.signal.throwIfAborted();
      const response = await handle(request, ctx);
      request.signal.throwIfAborted();
      return response;
    },
  };
}
