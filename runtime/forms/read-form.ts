import type { Readable } from 'node:stream';
import type { BusboyConstructor, BusboyInstance } from '@fastify/busboy';
import { InvalidFormError } from '../../lib/errors/domain-errors.ts';
import type { FormLimits, ReadForm } from '../../lib/host/form.ts';
import { HttpError } from '../../lib/http/http-error.ts';
import { parseBoundary } from './boundary.ts';
import { createPartCounter, type PartCounter } from './part-counter.ts';
import { createPartQueue } from './part-queue.ts';

const broken = 'The form is incomplete, or malformed.';
const unreadable = 'The headers of a part of the form are missing, malformed or too long.';
const nested = 'A field of the form has several parts; send each file as a field of its own.';
/** What the headers of one part may have. */
const headerLimits = { headerPairs: 100, headerSize: 16 * 1024 };

/** What Busboy says of a part that states no type. */
const unstatedType = 'text/plain';

let loaded: BusboyConstructor | undefined;

/**
 * Reads a form with Busboy, which is loaded for the first one. It passes over a part whose headers
 * it can't read, and says nothing of it: so the parts are counted beside it.
 */
export const readForm: ReadForm = async function* (body, contentType, limits) {
  loaded ??= (await import('@fastify/busboy')).Busboy;
  const boundary = parseBoundary(contentType);
  const form = createParser(loaded, boundary, limits);
  const parts = createPartQueue();
  const counter = createPartCounter(boundary);
  let readParts = 0;
  form.on('file', (_field, stream, fileName, _encoding, type) => {
    readParts += 1;
    const stated = type === unstatedType ? '' : type;
    parts.add({ kind: 'file', fileName, type: stated, body: contentOf(stream) }, stream);
  });
  form.on('field', (name, value, _isNameCut, isValueCut, _encoding, type) => {
    readParts += 1;
    if (isValueCut) form.destroy(tooLong(limits));
    else if (type.startsWith('multipart/')) form.destroy(new InvalidFormError(nested));
    else parts.add({ kind: 'field', name, value });
  });
  form.on('filesLimit', () => form.destroy(tooMany('files', limits.maxFiles)));
  form.on('fieldsLimit', () => form.destroy(tooMany('other fields', limits.maxFields)));
  form.on('finish', () => {
    if (counter.parts > readParts) parts.fail(new InvalidFormError(unreadable));
    else parts.end();
  });
  form.on('error', (error) => parts.fail(explain(error)));
  feed(form, body, counter).catch((error) => parts.fail(explain(error)));
  try {
    for (let part = await parts.next(); part !== undefined; part = await parts.next()) yield part;
  } finally {
    form.destroy();
  }
};

/**
 * Writes a body into the parser, no faster than it is read, and ends both. `pipeline` of Node's
 * streams takes several times as long for a small form.
 */
async function feed(
  form: BusboyInstance,
  body: AsyncIterable<Uint8Array>,
  counter: PartCounter,
): Promise<void> {
  let stop: (() => void) | undefined;
  // The callback of a write is never called where the parser is destroyed while a file is waiting.
  form.on('close', () => stop?.());
  for await (const chunk of body) {
    counter.add(chunk);
    await new Promise<void>((resolve, reject) => {
      stop = resolve;
      form.write(chunk, (error) => (error ? reject(error) : resolve()));
    });
    stop = undefined;
    if (form.destroyed) return;
  }
  form.end();
}

/** The content of a file; the parser breaks the stream of one that is incomplete. */
async function* contentOf(stream: Readable): AsyncGenerator<Uint8Array> {
  try {
    yield* stream;
  } catch (error) {
    throw explain(error);
  }
}

function createParser(
  Busboy: BusboyConstructor,
  boundary: string,
  { maxFiles, maxFields, maxFieldBytes }: FormLimits,
): BusboyInstance {
  return new Busboy({
    // Both must mean the same boundary, so it is not left to the parser.
    headers: { 'content-type': `multipart/form-data; boundary="${boundary}"` },
    // A file is what has a name, even an empty one: browsers send such a part for no file.
    isPartAFile: (_field, _type, fileName) => fileName !== undefined,
    limits: { ...headerLimits, files: maxFiles, fields: maxFields, fieldSize: maxFieldBytes },
  });
}

function tooLong({ maxFieldBytes }: FormLimits): InvalidFormError {
  return new InvalidFormError(`A field of the form has more than ${maxFieldBytes} bytes.`);
}

function tooMany(what: string, limit: number): InvalidFormError {
  return new InvalidFormError(`The form has more than ${limit} ${what}.`);
}

/** What reading the body threw, or this module; anything else is an error of the parser. */
function explain(error: unknown): Error {
  if (error instanceof HttpError || error instanceof InvalidFormError) return error;
  return new InvalidFormError(broken);
}
