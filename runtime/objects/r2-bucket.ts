/*
 * The part of an R2 binding that this program uses, as Cloudflare documents it. Declared here, so
 * that nobody needs the types of Workers who does not run there.
 */

/** A bucket, as `env` of a Worker has it. */
export interface R2Bucket {
  head(key: string): Promise<R2Object | null>;
  /** Without a body where the condition fails. */
  get(key: string, options?: R2GetOptions): Promise<R2ObjectBody | R2Object | null>;
  /** `null` where the condition fails. */
  put(key: string, value: R2Value, options?: R2PutOptions): Promise<R2Object | null>;
  delete(key: string): Promise<void>;
  list(options: R2ListOptions): Promise<R2Objects>;
  createMultipartUpload(key: string): Promise<R2MultipartUpload>;
  resumeMultipartUpload(key: string, uploadId: string): R2MultipartUpload;
}

/** A stream must have a known length: `FixedLengthStream`. */
export type R2Value = Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>;

export interface R2Condition {
  readonly etagMatches?: string;
  readonly etagDoesNotMatch?: string;
}

export interface R2GetOptions {
  readonly onlyIf?: R2Condition;
  readonly range?: { readonly offset: number; readonly length: number };
}

export interface R2PutOptions {
  readonly onlyIf?: R2Condition;
  /** In hex; a body that does not match it is refused. */
  readonly sha1?: string;
  readonly customMetadata?: Readonly<Record<string, string>>;
}

export interface R2ListOptions {
  readonly prefix: string;
  readonly startAfter?: string;
  readonly limit: number;
}

export interface R2Object {
  readonly key: string;
  readonly size: number;
  readonly etag: string;
  readonly uploaded: Date;
  readonly customMetadata?: Readonly<Record<string, string>>;
}

export interface R2ObjectBody extends R2Object {
  readonly body: ReadableStream<Uint8Array<ArrayBuffer>>;
}

export interface R2Objects {
  readonly objects: readonly R2Object[];
  readonly truncated: boolean;
}

export interface R2MultipartUpload {
  readonly uploadId: string;
  uploadPart(number: number, value: Uint8Array<ArrayBuffer>): Promise<R2UploadedPart>;
  complete(parts: readonly R2UploadedPart[]): Promise<R2Object>;
  abort(): Promise<void>;
}

export interface R2UploadedPart {
  readonly partNumber: number;
  readonly etag: string;
}
