/*
 * `cockatiel-server/s3`: a bucket behind any S3 API, for `openObjectNode` of
 * `cockatiel-server/core`. Importing it loads nothing of Node's.
 */
export { openS3, type S3Options } from './objects/open-s3.ts';
export { S3AddressError } from './objects/s3-address.ts';
export type { S3Credentials, SendStream, SignedRequest } from './objects/s3-client.ts';
