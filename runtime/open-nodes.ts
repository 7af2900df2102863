/*
 * How a node is opened, and what on: any storage and journal, a disk, memory or a bucket of an
 * object store. `cockatiel-server/core` exports all of it.
 */
export { createMemoryJournal } from '../lib/journal/memory-journal.ts';
export { createMemoryStorage } from '../lib/memory-storage/memory-storage.ts';
export type * from '../lib/object-store/object-store.ts';
export { UnusableStoreError } from '../lib/object-store/probe-store.ts';
export type { Spool, SpooledBody } from '../lib/object-store/spool.ts';
export type { DiskNodeOptions } from '../lib/startup/disk-node-options.ts';
export type { ObjectNodeOptions } from '../lib/startup/object-node-options.ts';
export { openDiskNode } from '../lib/startup/open-disk-node.ts';
export { type OpenNode, openNode } from '../lib/startup/open-node.ts';
export type { OpenNodeOptions } from '../lib/startup/open-node-options.ts';
export { type OpenObjectNode, openObjectNode } from '../lib/startup/open-object-node.ts';
