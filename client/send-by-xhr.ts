import type { Outgoing } from './exchange.ts';
import type { Watch } from './watch.ts';

/**
 * Sends a request with a `Blob` by XMLHttpRequest: in a browser nothing else says how much of it
 * was sent. Redirects are followed.
 */
export function sendByXhr(
  { method, url, headers = {}, body }: Outgoing,
  { signal, touch }: Watch,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const abort = (): void => {
      request.abort();
      reject(signal.reason);
    };
    if (signal.aborted) return abort();
    signal.addEventListener('abort', abort);
    request.open(method, url);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.onprogress = ({ loaded }) => {
      touch();
      body?.onSent(loaded);
    };
    request.onerror = () => reject(new TypeError('it broke off'));
    request.onload = () => resolve(toResponse(request));
    request.send(body?.source.blob?.slice(body.offset));
  });
}

function toResponse(request: XMLHttpRequest): Response {
  const { status, responseText } = request;
  const lines = request.getAllResponseHeaders().matchAll(/^(.+?): *(.*?)\r?$/gmu);
  const headers = Array.from(lines, ([, name = '', value = '']): [string, string] => [name, value]);
  // With a 204 not even an empty text is allowed.
  return new Response(responseText || null, { status, headers });
}
