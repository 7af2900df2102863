import {
  formatSignedUrl,
  permissionOf,
  type SignOptions,
  signedText,
} from '../lib/access/signed-url.ts';

export type { SignOptions } from '../lib/access/signed-url.ts';

/**
 * Makes a signed URL as `signUrl` of `cockatiel-server/sign` does, on every host: for a prefix it
 * is only the query, with its question mark.
 */
export async function signUrl({ secret, url, ...rest }: SignOptions): Promise<string> {
  const permission = permissionOf(rest);
  const utf8 = new TextEncoder();
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const bytes = utf8.encode(secret);
  const key = await crypto.subtle.importKey('raw', bytes, algorithm, false, ['sign']);
  const signed = await crypto.subtle.sign('HMAC', key, utf8.encode(signedText(permission)));
  const hex = Array.from(new Uint8Array(signed), (byte) => byte.toString(16).padStart(2, '0'));
  return formatSignedUrl({ permission, signature: hex.join('') }, url);
}
