import type { ObjectStore } from '../../lib/object-store/object-store.ts';
import { parseS3Address } from './s3-address.ts';
import type { S3ClientOptions } from './s3-client.ts';
import { createS3Store } from './s3-store.ts';

/** What a bucket is spoken to with; the host's own `fetch` unless given. */
export type S3Options = Omit<S3ClientOptions, 'address' | 'fetch'> &
  Partial<Pick<S3ClientOptions, 'fetch'>>;

/** The bucket at `s3://bucket/prefix?endpoint=…`. Throws an `S3AddressError` for another text. */
export function openS3(address: string, options: S3Options): ObjectStore {
  return createS3Store({ fetch, ...options, address: parseS3Address(address) });
}
