import type { Context } from '../lib/context.ts';
import type { GivenConfig } from '../lib/startup/default-config.ts';
import { openMemoryNode } from '../lib/startup/open-memory-node.ts';
import { resolveServices, type ServiceOptions } from './default-services.ts';

/** What a context in memory may be told; every option has a default. */
export interface MemoryContextOptions extends ServiceOptions {
  /** What the operator decides, such as `publicUrl`, `maxSizeBytes` or `corsOrigins`. */
  readonly config?: GivenConfig;
  /** How many bytes all files together may take; 256 MiB by default. */
  readonly maxBytes?: number;
}

/**
 * Makes a context that works without a disk: `handle` stores, serves and deletes files in memory.
 * It is for the tests of an application and for trying things; its files are lost with the process.
 *
 * @example
 * const ctx = await createMemoryContext();
 * const request = new Request('http://node/hello.txt', { method: 'PUT', body: 'hello' });
 * const response = await handle(request, ctx); // 201, with the name in `Location`
 */
export async function createMemoryContext(options: MemoryContextOptions = {}): Promise<Context> {
  const { config, maxBytes } = options;
  const services = await resolveServices(options);
  const { ctx } = await openMemoryNode({ ...services, config, maxBytes });
  return ctx;
}
