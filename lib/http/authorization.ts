/**
 * Parses the credential in an `Authorization` header: a Bearer token (RFC 6750), or the password of
 * Basic (RFC 7617) with any user name. `undefined` if there is none, or it is malformed.
 */
export function parseAuthorization(header: string | null): string | undefined {
  const [, scheme = '', value = ''] = /^(\S+) +(\S+) *$/u.exec(header ?? '') ?? [];
  if (/^bearer$/iu.test(scheme)) return value;
  return /^basic$/iu.test(scheme) ? passwordIn(value) : undefined;
}

function passwordIn(base64: string): string | undefined {
  try {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    const pair = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    const colon = pair.indexOf(':');
    return colon === -1 ? undefined : pair.slice(colon + 1);
  } catch {
    return undefined;
  }
}
