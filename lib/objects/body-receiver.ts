import { TooLargeError } from '../errors/domain-errors.ts';
import type { CreateSha1 } from '../host/hash.ts';
import type { ObjectLimits } from '../limits/object-limits.ts';
import type { MemorySpace } from '../memory-storage/memory-body.ts';
import type { ContentFacts, ObjectBody } from '../object-store/object-store.ts';
import type { Spool, SpooledBody } from '../object-store/spool.ts';
import type { CreateTextScan } from '../transfers/text-scan.ts';

/** A body that was received whole, and hashed. */
export interface ReceivedBody {
  readonly content: ObjectBody;
  readonly facts: ContentFacts;
  /** Frees its memory, or its place in the spool; may be called again. */
  discard(): Promise<void>;
}

/** Where a body is kept while it comes. */
interface Holder {
  write(bytes: Uint8Array): Promise<void>;
  finish(): Promise<ObjectBody>;
  discard(): Promise<void>;
}

export interface BodyReceiverParts extends Pick<ObjectLimits, 'maxBodyBytes'> {
  /** The memory for bodies. */
  readonly space: Pick<MemorySpace, 'tryReserve' | 'release'>;
  readonly spool: Spool;
  readonly createSha1: CreateSha1;
  readonly createTextScan: CreateTextScan;
}

/**
 * Takes a body in; rejects with a `TooLargeError` beyond `maxSizeBytes`, and as the spool does
 * where that is full.
 */
export type ReceiveBody = (
  body: AsyncIterable<Uint8Array>,
  maxSizeBytes: number,
  isText: boolean,
) => Promise<ReceivedBody>;

/** Creates what takes bodies in: small ones into memory, all others into the spool. */
export function createBodyReceiver(parts: BodyReceiverParts): ReceiveBody {
  const { createSha1, createTextScan } = parts;
  return async (body, maxSizeBytes, isText) => {
    const hasher = createSha1();
    const scan = isText ? createTextScan() : undefined;
    const holder = createHolder(parts);
    let sizeBytes = 0;
    try {
      for await (const chunk of body) {
        sizeBytes += chunk.length;
        if (sizeBytes > maxSizeBytes) throw tooLarge(maxSizeBytes);
        hasher.update(chunk);
        scan?.add(chunk);
        await holder.write(chunk);
      }
      const content = await holder.finish();
      const facts = { sha1: hasher.digest(), isUtf8: scan?.isUtf8() };
      return { content, facts, discard: () => holder.discard() };
    } catch (error) {
      // What can't be removed now goes at the next start; the first error matters to the sender.
      await holder.discard().catch(() => undefined);
      throw error;
    }
  };
}

/** The error of a body that is larger than a limit in bytes. */
export function tooLarge(maxSizeBytes: number): TooLargeError {
  return new TooLargeError(`The body is larger than the limit of ${maxSizeBytes} bytes.`);
}

/** Keeps a body in memory until it is too large for that, or others have taken the memory. */
function createHolder({ space, spool, maxBodyBytes }: BodyReceiverParts): Holder {
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  let spooled: SpooledBody | undefined;

  function fits(bytes: Uint8Array): boolean {
    return sizeBytes + bytes.length <= maxBodyBytes && space.tryReserve(bytes.length);
  }

  function freeMemory(): void {
    space.release(sizeBytes);
    chunks.length = 0;
    sizeBytes = 0;
  }

  async function moveToSpool(): Promise<SpooledBody> {
    spooled = await spool.begin();
    for (const chunk of chunks) await spooled.write(chunk);
    freeMemory();
    return spooled;
  }

  return {
    async write(bytes) {
      if (spooled === undefined && fits(bytes)) {
        sizeBytes += bytes.length;
        // A copy: the sender may use its buffer again.
        chunks.push(bytes.slice());
      } else {
        await (spooled ?? (await moveToSpool())).write(bytes);
      }
    },
    finish: async () => (await spooled?.finish()) ?? joined(chunks, sizeBytes),
    async discard() {
      freeMemory();
      await spooled?.remove();
    },
  };
}

function joined(chunks: readonly Uint8Array[], sizeBytes: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(sizeBytes);
  let position = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, position);
    position += chunk.length;
  }
  return bytes;
}
