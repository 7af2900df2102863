import {
  formatSignedUrl,
  permissionOf,
  type SignOptions,
  signedText,
} from '../lib/access/signed-url.ts';

export type { SignOptions } from '../lib/access/signed-url.ts';

/**
 * Makes a signed URL as `signUrl` of `cockatiel-server/sign` does, on every host: for a prefix it is
 * only the query, with its question mark.
 */
export async function signUrl(options: SignOptions): Promise<string> {
  const text = signedText(permissionOf(options));
  const utf8 = new TextEncoder();
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const secret = utf8.encode(options.secret);
  const key = await crypto.subtle.importKey('raw', secret, algorithm, false, ['sign']);
  const bytes = await crypto.subtle.sign('HMAC', key, utf8.encode(text));
  const hex = Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0'));
  return formatSignedUrl(options, hex.join(''));
}
