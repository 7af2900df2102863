/*
 * `cockatiel-server/core`: for a program that brings its own host, storage or network, and for
 * tests of an application. Importing it loads nothing of Node's.
 */
export { createAccess } from '../lib/access/secrets.ts';
export { parseStoredName } from '../lib/names/stored-name.ts';
export {
  type RunningReplication,
  type StartReplicationOptions as RunReplicationOptions,
  startReplication as runReplication,
} from '../lib/replication/start-replication.ts';
export type * from './host-ports.ts';
export { createMemoryContext, type MemoryContextOptions } from './memory-context.ts';
export * from './node-ports.ts';
export * from './open-nodes.ts';
