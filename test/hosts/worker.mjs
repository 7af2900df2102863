// A node as a Worker, in memory or on the bucket `BUCKET` if that is bound; what it is started with
// is bound to `OPTIONS`.
import { createMemoryContext } from '../../dist/runtime/core.js';
import { createR2Store } from '../../dist/runtime/r2.js';
import { createWorker, openWorkerNode } from '../../dist/runtime/workers.js';

// biome-ignore lint/style/noDefaultExport: workerd takes nothing else.
export default createWorker(async ({ OPTIONS: { secrets: given, ...config }, BUCKET }) => {
  const roles = Object.entries(given ?? {}).map(([role, secret]) => [role, [secret]]);
  const secrets = Object.fromEntries(roles);
  if (BUCKET === undefined) return { ctx: await createMemoryContext({ config, secrets }) };
  return await openWorkerNode({ store: createR2Store(BUCKET), config, secrets });
});
