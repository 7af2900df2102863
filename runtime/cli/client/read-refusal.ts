import type { PeerDownload } from '../../../lib/delivery/peer-link.ts';
import { responseText } from '../../../lib/delivery/response-body.ts';

const maxRefusalBytes = 4096;

/** What a node says of a refusal; nothing of a page of a proxy. */
export async function readRefusal(download: PeerDownload): Promise<string | undefined> {
  let text = '';
  try {
    for await (const chunk of download.body) {
      text += Buffer.from(chunk).toString();
      if (text.length > maxRefusalBytes) break;
    }
  } catch {
    // The status says enough.
  } finally {
    download.cancel();
  }
  return text.startsWith('<') ? undefined : responseText('text/plain', text);
}
