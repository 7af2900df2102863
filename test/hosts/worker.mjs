// A node in memory as a Worker; what it is started with is bound to `OPTIONS`.
import { createMemoryContext } from '../../dist/runtime/core.js';
import { createWorker } from '../../dist/runtime/workers.js';

// biome-ignore lint/style/noDefaultExport: workerd takes nothing else.
export default createWorker(async ({ OPTIONS: { secrets, ...config } }) => {
  const roles = ['read', 'write', 'cluster'].map((role) => [role, [secrets?.[role] ?? []].flat()]);
  return { ctx: await createMemoryContext({ config, secrets: Object.fromEntries(roles) }) };
});
