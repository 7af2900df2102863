/*
 * `cockatiel-server/r2`: a bucket of Cloudflare's R2 through a binding, for `openObjectNode` of
 * `cockatiel-server/core`. Importing it loads nothing of Node's.
 */
export type * from './objects/r2-bucket.ts';
export { createR2Store, type R2StoreOptions } from './objects/r2-store.ts';
