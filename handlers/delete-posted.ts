import type { RequestContext } from '../lib/context.ts';
import { HttpError } from '../lib/http/http-error.ts';
import { formLimits } from '../lib/limits/form-limits.ts';
import { fieldsOf } from '../lib/monitor/json-fields.ts';
import { emptySegment } from '../lib/names/request-name.ts';
import type { StoredNameParts } from '../lib/names/stored-name.ts';
import { formatLocation } from '../lib/names/url-path.ts';
import { readWhole } from '../lib/requests/read-whole.ts';
import { type DeleteContext, deleteStored } from './delete-file.ts';
import { notFound } from './errors/refusals.ts';
import { parseNames } from './request-context.ts';

/** What a POST responds with at most: each file has a name twice, once of it percent-encoded. */
const maxBodyBytes = formLimits.maxFiles * 5000;

/**
 * DELETE of a directory, with what a POST to it responded as the body: deletes the files that it
 * lists. FilePond takes back its uploads so. A 404 where none of them was there, or none is listed.
 * All names are checked before the first file is deleted.
 */
export async function deletePosted(
  request: Request,
  ctx: DeleteContext & Pick<RequestContext, 'turn' | 'config'>,
): Promise<Response> {
  const text = new TextDecoder().decode(await readWhole(request, ctx, maxBodyBytes));
  if (text === '') throw ctx.name === '' ? notFound() : emptySegment();
  let isAnyDeleted = false;
  for (const stored of parseListed(text, ctx.name)) {
    const named = { ...ctx, name: stored.name, stored };
    const response = await deleteStored(named).catch(asMissing);
    isAnyDeleted ||= response !== undefined;
  }
  if (!isAnyDeleted) throw notFound();
  return new Response(null, { status: 200 });
}

/** The names in the body; throws a 400 if one of them is none, or not of the directory. */
function parseListed(text: string, directory: string): StoredNameParts[] {
  const value = parse(text);
  const files = Array.isArray(value) ? value : [value];
  if (files.length > formLimits.maxFiles) throw notPosted();
  return files.map((file: unknown) => {
    const name = fieldsOf(file)?.['name'];
    if (typeof name !== 'string' || !name.startsWith(directory)) throw notPosted();
    // Such a text can't be encoded.
    if (/\p{Cs}/u.test(name)) throw notPosted();
    const { stored } = parseNames(formatLocation('', name));
    if (stored === undefined) throw notPosted();
    return stored;
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw notPosted();
  }
}

function asMissing(error: unknown): undefined {
  if (error instanceof HttpError && error.status === 404) return undefined;
  throw error;
}

function notPosted(): HttpError {
  return new HttpError(400, 'The body must be what a POST to this directory responded.');
}
