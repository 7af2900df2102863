import type { HttpLink } from '../../node/peers/http-link.ts';
import { checkStatus } from './check-status.ts';
import { FinalError } from './final-error.ts';
import { readRefusal } from './read-refusal.ts';

/** A node has to find the first names in all directories before it sends any. */
const headTimeoutMs = 600_000;

/** The lines of a list as they come; rejects where it breaks off. */
export async function* readList(
  link: HttpLink,
  range: { readonly prefix: string; readonly after: string },
): AsyncGenerator<string> {
  const query = `?${new URLSearchParams(range)}`;
  const signal = AbortSignal.timeout(headTimeoutMs);
  const download = await link.read({ method: 'GET', name: '_files', query, signal });
  if (download.status !== 200) {
    checkStatus(download.status, await readRefusal(download), 'operator');
    throw new FinalError(`it responded ${download.status}`);
  }
  const decoder = new TextDecoder();
  let rest = '';
  try {
    for await (const chunk of download.body) {
      const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
      rest = lines.pop() ?? '';
      yield* lines;
    }
    if (rest !== '') throw new Error('its list ends in the middle of a line');
  } finally {
    download.cancel();
  }
}
