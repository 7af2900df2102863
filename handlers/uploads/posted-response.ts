import { assert } from '../../lib/errors/assert.ts';
import { formatPage } from '../../lib/forms/format-page.ts';
import type { PostedFile } from '../../lib/forms/posted-file.ts';
import { formatReturn, type ReturnUrl } from '../../lib/forms/return-url.ts';
import { wantedFormat } from '../../lib/forms/wanted-format.ts';
import { bodyResponse } from '../../lib/http/body-response.ts';

/** The page has links, and nothing that runs. */
const policy = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

/** Tells the sender of a form what was stored, as it wants to be told. */
export function postedResponse(
  files: readonly PostedFile[],
  accept: string | null,
  returnTo: ReturnUrl | undefined,
): Response {
  const format = wantedFormat(accept);
  const vary = { Vary: 'Accept' };
  const [first] = files;
  if (format === 'page') {
    if (returnTo !== undefined) return redirectTo(formatReturn(returnTo, namesOf(files)), vary);
    const extra = { ...vary, 'Content-Security-Policy': policy };
    return bodyResponse(formatPage(files), 'text/html; charset=utf-8', 201, extra);
  }
  const value = format === 'short' && files.length === 1 ? first : files;
  assert(first !== undefined, 'a form without a file is refused');
  const extra = { ...vary, Location: first.url };
  return bodyResponse(`${JSON.stringify(value)}\n`, 'application/json', 201, extra);
}

function namesOf(files: readonly PostedFile[]): string[] {
  return files.map(({ name }) => name);
}

function redirectTo(location: string, extra: Readonly<Record<string, string>>): Response {
  const headers = { Location: location, 'Cache-Control': 'no-store', ...extra };
  return new Response(null, { status: 303, headers });
}
