import type { Health } from '../lib/disk/health.ts';
import { HttpError } from '../lib/http/http-error.ts';
import { storageMissing } from './refusals.ts';

/** Throws a 503 while the node's disk can't be trusted with a write. */
export function requireWritable(health: Health): void {
  if (health.isStorageMissing) throw storageMissing();
  if (health.readOnlyReason !== undefined) {
    throw new HttpError(503, 'This node takes no writes at present.');
  }
}
