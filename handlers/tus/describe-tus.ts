import type { Config } from '../../lib/context.ts';
import { readableHeaders, resumableHeader, tusExtensions, tusVersion } from './tus-headers.ts';

/** Adds to any response of these routes what the protocol, and pages of other sites, need. */
export function describeTus(
  headers: Headers,
  method: string,
  { maxSizeBytes }: Pick<Config, 'maxSizeBytes'>,
): void {
  headers.set(resumableHeader, tusVersion);
  const readable = headers.get('access-control-expose-headers');
  if (readable !== null) {
    headers.set('Access-Control-Expose-Headers', `${readable}, ${readableHeaders}`);
  }
  if (method !== 'OPTIONS') return;
  headers.set('Tus-Version', tusVersion);
  headers.set('Tus-Extension', tusExtensions);
  headers.set('Tus-Checksum-Algorithm', 'sha1');
  if (Number.isSafeInteger(maxSizeBytes)) headers.set('Tus-Max-Size', String(maxSizeBytes));
}
