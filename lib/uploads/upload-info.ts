import { parseStoredName, type StoredName } from '../names/stored-name.ts';

/** What is kept of a resumable upload beside its bytes. */
export interface UploadInfo {
  /** The name that its client asks for, without a stamp. */
  readonly name: string;
  /** What its client said of it, as it was sent; may be empty. */
  readonly metadata: string;
  /** How large the whole is, in bytes; absent as long as the client does not know. */
  readonly sizeBytes?: number;
  /** So many bytes have come and are durable. */
  readonly offset: number;
  /** Once all have come: the stamp of the file, which no attempt to store it changes. */
  readonly stamp?: UploadStamp;
  /** The stored file, once it is one. */
  readonly stored?: StoredName;
}

/** What is put into the name of the file. */
export interface UploadStamp {
  readonly seconds: number;
  readonly sha1: string;
}

/** Formats it for its file. */
export function formatUploadInfo(info: UploadInfo): string {
  return `${JSON.stringify(info)}\n`;
}

/** Parses the text of such a file; `undefined` where it is none. */
export function parseUploadInfo(text: string): UploadInfo | undefined {
  const info = parseObject(text);
  if (info === undefined) return undefined;
  const { name, metadata, sizeBytes, offset, stamp, stored } = info;
  if (typeof name !== 'string' || typeof metadata !== 'string' || !isCount(offset))
    return undefined;
  const file = typeof stored === 'string' ? parseStoredName(stored)?.name : undefined;
  return {
    name,
    metadata,
    offset,
    ...(isCount(sizeBytes) && { sizeBytes }),
    ...(isStamp(stamp) && { stamp }),
    ...(file !== undefined && { stored: file }),
  };
}

function parseObject(text: string): Partial<Record<keyof UploadInfo, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isStamp(value: unknown): value is UploadStamp {
  const { seconds, sha1 } = (value ?? {}) as Partial<Record<keyof UploadStamp, unknown>>;
  return isCount(seconds) && typeof sha1 === 'string' && /^[0-9a-f]{40}$/u.test(sha1);
}
