import type { ObjectLimits } from '../limits/object-limits.ts';
import { createMemorySpace, type MemorySpace } from '../memory-storage/memory-body.ts';
import { maxObjectBytes, type SpooledContent } from '../object-store/object-store.ts';
import type { StagedFile, StagingHints, Storage } from '../storage/storage.ts';
import { type BodyReceiverParts, createBodyReceiver, tooLarge } from './body-receiver.ts';
import { factsOf, readSized, verifiedContent } from './known-content.ts';
import { createObjectPartials } from './object-partials.ts';
import { createStagedObject, type StagedObjectParts } from './staged-object.ts';

export interface ObjectReceiverParts
  extends Omit<BodyReceiverParts, 'space'>,
    StagedObjectParts,
    Pick<ObjectLimits, 'maxMemoryBytes'> {}

/** What a storage in a bucket can do beyond any other. */
export interface ContentStaging {
  /**
   * Takes in a content that is kept elsewhere, such as in a file, and stays there until it is
   * stored. One that is large is read to hash it, and read and hashed again to be sent, so it takes
   * no space. Rejects with what its reading rejects with, as `commit` does; with a `TooLargeError`
   * beyond what an object may have; and with a `CorruptFileError` where it changes meanwhile.
   */
  stageContent(content: SpooledContent, isText: boolean): Promise<StagedFile>;
}

/** The part of a storage that takes bodies in, and the memory that they have. */
export interface ObjectReceiver
  extends Pick<Storage, 'checkSpace' | 'stage' | 'partials'>,
    ContentStaging {
  readonly space: MemorySpace;
}

const nothingSpare = { sizeBytes: 0, dropOldest: () => false };

/** Creates what takes bodies in, and stores them in a bucket. */
export function createObjectReceiver(parts: ObjectReceiverParts): ObjectReceiver {
  const { maxMemoryBytes, maxBodyBytes } = parts;
  const space = createMemorySpace(maxMemoryBytes, 0, () => nothingSpare);
  const receive = createBodyReceiver({ ...parts, space });

  async function stage(
    body: AsyncIterable<Uint8Array>,
    maxSizeBytes: number,
    { isText = false }: StagingHints = {},
  ): Promise<StagedFile> {
    const received = await receive(body, Math.min(maxSizeBytes, maxObjectBytes), isText);
    return createStagedObject(parts, received);
  }

  async function stageContent(content: SpooledContent, isText: boolean): Promise<StagedFile> {
    if (content.sizeBytes > maxObjectBytes) throw tooLarge(maxObjectBytes);
    if (content.sizeBytes <= maxBodyBytes) {
      return await stage(readSized(content), maxBodyBytes, { isText });
    }
    const facts = await factsOf(content, isText, parts);
    const verified = verifiedContent(content, facts.sha1, parts.createSha1);
    return createStagedObject(parts, {
      content: verified,
      facts,
      discard: async () => undefined,
    });
  }

  return {
    space,
    async checkSpace(sizeBytes) {
      // A smaller one needs the spool only where others have taken the memory.
      if (sizeBytes > maxBodyBytes) await parts.spool.checkSpace(sizeBytes);
    },
    stage,
    stageContent,
    partials: createObjectPartials(stage),
  };
}
