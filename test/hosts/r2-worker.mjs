// A node on an R2 bucket as a Worker; what it is started with is bound to `OPTIONS`.
import { createHash, createHmac } from 'node:crypto';
import { createAccess, openObjectNode } from '../../dist/runtime/core.js';
import { createR2Store } from '../../dist/runtime/r2.js';
import { createWorker } from '../../dist/runtime/workers.js';

const hmacSha256 = (key, message) => createHmac('sha256', key).update(message).digest();

function createSha1() {
  const sha1 = createHash('sha1');
  return { update: (bytes) => void sha1.update(bytes), digest: () => sha1.digest('hex') };
}

const timers = {
  after(delayMs, work) {
    const timer = setTimeout(work, delayMs);
    return () => clearTimeout(timer);
  },
};

// biome-ignore lint/style/noDefaultExport: workerd takes nothing else.
export default createWorker(async ({ BUCKET, OPTIONS: { secrets, ...config } }) => {
  const roles = ['read', 'write', 'cluster'].map((role) => [role, [secrets?.[role] ?? []].flat()]);
  const random = crypto.getRandomValues(new Uint8Array(32));
  return await openObjectNode({
    store: createR2Store(BUCKET),
    access: createAccess(hmacSha256, random, Object.fromEntries(roles)),
    createSha1,
    createId: () => crypto.randomUUID().replaceAll('-', '').slice(0, 16),
    clock: { nowMs: () => Date.now() },
    timers,
    log: { error: () => undefined, warn: () => undefined, debug: () => undefined },
    config: {
      version: '1.0.0',
      publicUrl: '',
      maxSizeBytes: Infinity,
      maxNameBytes: 1024,
      maxDepth: 32,
      corsOrigins: [],
      ...config,
    },
  });
});
