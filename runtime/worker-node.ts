import type { Context } from '../lib/context.ts';
import type { ObjectStore } from '../lib/object-store/object-store.ts';
import { defaultConfig, type GivenConfig } from '../lib/startup/default-config.ts';
import { openObjectNode } from '../lib/startup/open-object-node.ts';
import { resolveServices, type ServiceOptions } from './default-services.ts';

/** What a Worker serves, and what it does now and then. */
export interface WorkerNode {
  /** Such as `createMemoryContext` makes it. */
  readonly ctx: Context;
  /** Work for a cron trigger, such as removing what uploads that broke off have left. */
  maintain?(): Promise<void>;
}

/** What a node on a bucket may be told in a Worker; every option but `store` has a default. */
export interface WorkerNodeOptions extends ServiceOptions {
  /** Such as `createR2Store` makes it. */
  readonly store: ObjectStore;
  /** What the operator decides, such as `publicUrl`, `maxSizeBytes` or `corsOrigins`. */
  readonly config?: GivenConfig;
}

/** A Worker has 128 MB, of which six large uploads at once take 48 MiB. */
const maxMemoryBytes = 32 * 1024 * 1024;

/**
 * Opens a node on a bucket for a Worker. Rejects with an `UnusableStoreError` where the bucket must
 * not be used.
 */
export async function openWorkerNode(options: WorkerNodeOptions): Promise<WorkerNode> {
  const { version, ...services } = await resolveServices(options);
  const { ctx, sweep } = await openObjectNode({
    ...services,
    store: options.store,
    maxMemoryBytes,
    config: {
      ...defaultConfig,
      ...options.config,
      version,
    },
  });
  return { ctx, maintain: sweep };
}
