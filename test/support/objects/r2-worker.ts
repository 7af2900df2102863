import { createHash, createHmac } from 'node:crypto';
import { handle } from '../../../handlers/router.ts';
import { createAccess, type OpenNode, openObjectNode } from '../../../runtime/core.ts';
import { createR2Store, type R2Bucket } from '../../../runtime/r2.ts';

/*
 * A Worker that is a node on an R2 bucket: it has no disk, and is bundled and run by a test.
 */

let node: Promise<OpenNode> | undefined;

function open(bucket: R2Bucket): Promise<OpenNode> {
  const hmac = (key: Uint8Array, message: Uint8Array): Uint8Array =>
    createHmac('sha256', key).update(message).digest();
  return openObjectNode({
    store: createR2Store(bucket),
    access: createAccess(hmac, crypto.getRandomValues(new Uint8Array(32))),
    createSha1: () => {
      const sha1 = createHash('sha1');
      return { update: (bytes) => void sha1.update(bytes), digest: () => sha1.digest('hex') };
    },
    createId: () => createHash('sha1').update(crypto.randomUUID()).digest('hex').slice(0, 16),
    clock: { nowMs: () => Date.now() },
    timers: {
      after(delayMs, work) {
        const timer = setTimeout(work, delayMs);
        return () => clearTimeout(timer);
      },
    },
    log: { error: () => undefined, warn: () => undefined, debug: () => undefined },
    config: {
      version: '0.0.0',
      publicUrl: '',
      maxSizeBytes: Infinity,
      maxNameBytes: 1024,
      maxDepth: 32,
      corsOrigins: [],
    },
  });
}

// biome-ignore lint/style/noDefaultExport: A Worker is one.
export default {
  async fetch(request: Request, { BUCKET }: { readonly BUCKET: R2Bucket }): Promise<Response> {
    node ??= open(BUCKET);
    return await handle(request, (await node).ctx);
  },
};
