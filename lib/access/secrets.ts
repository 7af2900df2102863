import type { Access, Role } from './access.ts';

/** HMAC-SHA-256 (RFC 2104). */
export type HmacSha256 = (key: Uint8Array, message: Uint8Array) => Uint8Array;

/** The secrets of each role; a role without any is open to everybody. */
export type Secrets = Readonly<Record<Role, readonly string[]>>;

export const noSecrets: Secrets = { read: [], write: [], cluster: [] };

/** Access whose secrets can be exchanged while requests are served. */
export interface MutableAccess extends Access {
  replace(secrets: Secrets): void;
}

/**
 * Compares by fingerprints: a keyed hash whose key, 32 random bytes, nobody outside this process
 * knows. How many characters of a guess are right says nothing about how many of its fingerprint
 * are, so the time of a comparison tells nothing about the secret. All secrets of a role are
 * compared, whichever fits.
 */
export function createAccess(
  hmacSha256: HmacSha256,
  key: Uint8Array,
  initial: Secrets = noSecrets,
): MutableAccess {
  const utf8 = new TextEncoder();
  const fingerprint = (text: string): Uint8Array => hmacSha256(key, utf8.encode(text));
  let secrets = initial;
  let fingerprints = fingerprintsOf(initial);

  function fingerprintsOf({ read, write, cluster }: Secrets): Record<Role, readonly Uint8Array[]> {
    const all = (texts: readonly string[]): Uint8Array[] => texts.map(fingerprint);
    return { read: all(read), write: all(write), cluster: all(cluster) };
  }

  return {
    isRestricted: (role) => secrets[role].length > 0,
    isSecret(role, credential) {
      const given = fingerprint(credential);
      return fingerprints[role].filter((known) => isSame(known, given)).length > 0;
    },
    isSignature(role, text, signature) {
      const given = fingerprint(signature);
      const signed = (secret: string): string => sign(hmacSha256, secret, text);
      return (
        secrets[role].filter((secret) => isSame(fingerprint(signed(secret)), given)).length > 0
      );
    },
    replace(next) {
      secrets = next;
      fingerprints = fingerprintsOf(next);
    },
  };
}

/** Signs a text: HMAC-SHA-256 under the secret, as lower-case hex. */
export function sign(hmacSha256: HmacSha256, secret: string, text: string): string {
  const utf8 = new TextEncoder();
  const bytes = hmacSha256(utf8.encode(secret), utf8.encode(text));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return one.every((byte, index) => byte === other[index]);
}
