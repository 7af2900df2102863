import { createTurns } from './in-turn.ts';
import { authorization } from './secrets.ts';

/** What came of an upload. */
export type UploadResult =
  | { readonly kind: 'stored'; readonly name: string }
  | { readonly kind: 'failed'; readonly reason: string };

const inTurn = createTurns(3);
const timeoutMs = 8000;

/**
 * Whether this node takes uploads of this tab. It is asked with a deletion of a name that no file
 * has: an upload that is refused would make the browser ask for a password itself. Rejects where it
 * does not respond.
 */
export async function mayUpload(): Promise<boolean> {
  const response = await fetch('../probe', {
    method: 'DELETE',
    credentials: 'omit',
    headers: authorization('write'),
    signal: AbortSignal.timeout(timeoutMs),
  });
  return response.status !== 401 && response.status !== 403;
}

/**
 * Sends a file, a few at once, and calls back with the share of it that was sent, from 0 to 1.
 * Never rejects.
 */
export function upload(file: File, onProgress: (share: number) => void): Promise<UploadResult> {
  return inTurn(() => send(file, onProgress));
}

function send(file: File, onProgress: (share: number) => void): Promise<UploadResult> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    // A name may have half of a pair of UTF-16, which no URL can have.
    const name = file.name.replace(/\p{Surrogate}/gu, '\ufffd');
    request.open('PUT', `../${encodeURIComponent(name)}`);
    const headers = Object.entries(authorization('write'));
    for (const [name, value] of headers) request.setRequestHeader(name, value);
    request.upload.onprogress = ({ loaded, total }) => onProgress(total === 0 ? 1 : loaded / total);
    request.onerror = () => resolve({ kind: 'failed', reason: 'The connection broke.' });
    request.onabort = request.onerror;
    request.onload = () => resolve(resultOf(request));
    request.send(file);
  });
}

function resultOf(request: XMLHttpRequest): UploadResult {
  const location = request.getResponseHeader('Location');
  if (request.status < 300 && location !== null) {
    return { kind: 'stored', name: lastSegment(location) };
  }
  const [reason = ''] = request.responseText.split('\n', 1);
  return { kind: 'failed', reason: reason || `The node responds ${request.status}.` };
}

/** The stored name in a `Location`, which may be a whole URL. */
export function lastSegment(location: string): string {
  return decodeURIComponent(location.replace(/^.*\//u, ''));
}
