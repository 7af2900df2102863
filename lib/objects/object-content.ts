import { describeError } from '../errors/describe-error.ts';
import { ObjectStoreError } from '../errors/domain-errors.ts';
import type { ObjectStore } from '../object-store/object-store.ts';
import type { ReadableFile } from '../storage/read-content.ts';

/** The code of an error: another version of the object is there now, or none. */
export const objectChanged = 'ObjectChanged';
/** How often in a row a body that broke off is asked for again. */
const maxResumes = 2;

/** The bytes of an object that are read: from byte `first` up to, not including, byte `end`. */
export interface ContentSpan {
  readonly key: string;
  readonly version: string;
  readonly first: number;
  readonly end: number;
}

type Body = ReadableStream<Uint8Array<ArrayBuffer>>;

/** A body that is being read, and what has come of it that nobody has taken yet. */
interface Source {
  readonly reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>;
  position: number;
  rest: Uint8Array<ArrayBuffer>;
}

/**
 * A span of an object as a file that is read from its beginning to its end, by one request. A read
 * elsewhere, and one after the body broke off, begins another request, for the same version.
 * `opened` is a body that begins at the first byte.
 */
export function createObjectContent(
  store: Pick<ObjectStore, 'get'>,
  span: ContentSpan,
  opened?: Body,
): ReadableFile {
  const { key, version, end } = span;
  let source = opened && sourceOf(opened, span.first);

  async function openAt(position: number): Promise<Source> {
    if (source?.position === position) return source;
    await drop();
    const object = await store.get(key, { first: position, last: end - 1, version });
    if (object === undefined) throw gone();
    source = sourceOf(object.body, position);
    return source;
  }

  async function drop(): Promise<void> {
    const { reader } = source ?? {};
    source = undefined;
    await reader?.cancel().catch(() => undefined);
  }

  /** Some bytes from `position` on, none if the next chunk is empty, and `length` at most. */
  async function readSome(position: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
    const from = await openAt(position);
    if (from.rest.length === 0) from.rest = await nextChunk(from);
    const bytes = from.rest.subarray(0, length);
    from.rest = from.rest.subarray(bytes.length);
    from.position += bytes.length;
    return bytes;
  }

  async function readAgain(position: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
    for (let resumes = 0; ; resumes += 1) {
      try {
        return await readSome(position, length);
      } catch (error) {
        await drop();
        if (!isBreak(error) || resumes === maxResumes) throw error;
      }
    }
  }

  return {
    async read(position, length) {
      const bytes = new Uint8Array(Math.max(Math.min(length, end - position), 0));
      for (let filled = 0; filled < bytes.length; ) {
        const some = await readAgain(position + filled, bytes.length - filled);
        bytes.set(some, filled);
        filled += some.length;
      }
      return bytes;
    },
    close: drop,
  };
}

function sourceOf(body: Body, position: number): Source {
  return { reader: body.getReader(), position, rest: new Uint8Array() };
}

async function nextChunk({ reader }: Source): Promise<Uint8Array<ArrayBuffer>> {
  const { done, value } = await reader.read().catch((error: unknown) => {
    throw error instanceof ObjectStoreError ? error : brokenOff(describeError(error));
  });
  if (done) throw brokenOff('the body is shorter than the object');
  return value;
}

function brokenOff(detail: string): ObjectStoreError {
  return new ObjectStoreError({ code: 'BodyBrokenOff', detail, isTransient: true });
}

/** Another version is there, so the rest of this one can't be read. */
function gone(): ObjectStoreError {
  const detail = 'the object was replaced or deleted while it was read';
  return new ObjectStoreError({ code: objectChanged, detail, isTransient: false });
}

function isBreak(error: unknown): boolean {
  return error instanceof ObjectStoreError && error.isTransient;
}
