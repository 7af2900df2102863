import { AlreadyArrivingError, WrongOffsetError } from '../errors/domain-errors.ts';
import type { ContentRange } from '../http/content-range.ts';
import { defaultTransferLimits } from '../limits/transfer-limits.ts';
import type { PartialTransfers, StagedFile } from '../storage/storage.ts';
import type { MemoryBody, MemorySpace, SpareBodies, WholeBody } from './memory-body.ts';

/** Partial transfers in memory, the one touched longest ago first. */
export interface MemoryPartials extends PartialTransfers {
  /** Those that nobody is sending. */
  readonly spare: SpareBodies;
}

export interface MemoryPartialsParts {
  readonly space: MemorySpace;
  readonly createBody: () => MemoryBody;
  readonly toStagedFile: (body: WholeBody) => StagedFile;
}

export function createMemoryPartials(parts: MemoryPartialsParts): MemoryPartials {
  const { space, createBody, toStagedFile } = parts;
  const { resumableFromBytes, maxPartials } = defaultTransferLimits;
  /** By the SHA-1 of the whole; one that is being sent stands in `arriving` instead. */
  const idle = new Map<string, MemoryBody>();
  const arriving = new Map<string, MemoryBody>();

  function dropOldest(): boolean {
    const [oldest] = idle;
    if (oldest === undefined) return false;
    idle.delete(oldest[0]);
    oldest[1].discard();
    return true;
  }

  async function receive(
    part: MemoryBody,
    body: AsyncIterable<Uint8Array>,
    { first, totalBytes }: ContentRange,
  ): Promise<StagedFile> {
    if (first !== part.sizeBytes) throw new WrongOffsetError(part.sizeBytes);
    space.check(totalBytes - first);
    for await (const chunk of body) part.append(chunk);
    return toStagedFile(part.finish());
  }

  return {
    resumableFromBytes,
    offsetOf: (sha1) => (idle.get(sha1) ?? arriving.get(sha1))?.sizeBytes ?? 0,
    async append(sha1, body, range) {
      if (arriving.has(sha1)) throw new AlreadyArrivingError();
      const part = idle.get(sha1) ?? createBody();
      idle.delete(sha1);
      arriving.set(sha1, part);
      try {
        return await receive(part, body, range);
      } catch (error) {
        if (part.sizeBytes > 0) idle.set(sha1, part);
        if (idle.size > maxPartials) dropOldest();
        throw error;
      } finally {
        arriving.delete(sha1);
      }
    },
    spare: {
      get sizeBytes() {
        return [...idle.values()].reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
      },
      dropOldest,
    },
  };
}
