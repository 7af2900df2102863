import type { CreateSha1 } from '../host/hash.ts';
import { createMemoryBody, type MemorySpace, type WholeBody } from '../storage/memory-body.ts';
import { createMemoryPartials, type MemoryPartials } from '../storage/memory-partials.ts';
import type { StagedFile } from '../storage/storage.ts';
import type { ReceivedBody } from './body-receiver.ts';

export interface ObjectPartialsParts {
  readonly space: MemorySpace;
  readonly createSha1: CreateSha1;
  readonly toStagedFile: (body: ReceivedBody) => StagedFile;
}

/** The partial transfers of a node on an object store: in memory, and gone with the process. */
export function createObjectPartials(parts: ObjectPartialsParts): MemoryPartials {
  const { space, createSha1, toStagedFile } = parts;

  function received({ sha1, bytes }: WholeBody): ReceivedBody {
    let heldBytes = bytes.length;
    return {
      content: bytes,
      facts: { sha1 },
      async discard() {
        space.release(heldBytes);
        heldBytes = 0;
      },
    };
  }

  return createMemoryPartials({
    space,
    createBody: () => createMemoryBody(createSha1, space),
    toStagedFile: (body) => toStagedFile(received(body)),
  });
}
