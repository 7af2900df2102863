import type { PeerResponse } from './peer-link.ts';
import { isStatusReport } from './status-report.ts';

/** Enough for what a node says of a refusal. */
const maxCharacters = 200;
/** Several times as much as a line with such a text takes. */
const maxLineCharacters = 4096;

/** What the body of a peer's response says: a status, the result of a comparison, or a refusal. */
export function readResponseBody(
  method: string,
  status: number,
  contentType: string | undefined,
  body: string,
): Pick<PeerResponse, 'isStatus' | 'content' | 'text'> {
  if (method === 'GET') return { isStatus: isStatusReport(body), ...contentOf(status, body) };
  if (method === 'POST' && status === 200) return contentOf(status, body);
  const text = responseText(contentType, body);
  return text === undefined ? {} : { text };
}

function contentOf(status: number, content: string): { readonly content?: string } {
  return status === 200 ? { content } : {};
}

/**
 * What the body of a refusal says, as one line that may be logged: the first line of a plain text,
 * cut where it is long. `undefined` for any other body, such as a page of a proxy.
 */
export function responseText(contentType: string | undefined, body: string): string | undefined {
  if (contentType === undefined || !/^text\/plain\b/iu.test(contentType)) return undefined;
  const [line = ''] = body.split('\n', 1);
  const text = [...line.replace(/[\p{C}\p{Z}]+/gu, ' ').trim()].slice(0, maxCharacters).join('');
  return text === '' ? undefined : text;
}

/**
 * Takes lines from text that comes in pieces; throws where one is too long. What comes after the
 * last line end is dropped.
 */
export function createLineReader(onLine: (line: string) => void): (text: string) => void {
  let rest = '';
  return (text) => {
    const lines = (rest + text).split('\n');
    if (lines.some(({ length }) => length > maxLineCharacters)) {
      throw new Error('a line of the response is too long');
    }
    rest = lines.pop() as string;
    for (const line of lines) onLine(line);
  };
}
