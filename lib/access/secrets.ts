import { type Access, type Role, roles } from './access.ts';

/** HMAC-SHA-256 (RFC 2104). */
export type HmacSha256 = (key: Uint8Array, message: Uint8Array) => Uint8Array;

/**
 * The secrets of each role; a role without any is open to everybody, but for that of operators,
 * which readers have then.
 */
export type Secrets = Readonly<Record<Exclude<Role, 'operator'>, readonly string[]>> & {
  readonly operator?: readonly string[];
};

/** Every role is open to everybody. */
export const noSecrets: Secrets = { read: [], write: [], cluster: [] };

/** Access whose secrets can be replaced while requests are served. */
export interface MutableAccess extends Access {
  replace(secrets: Secrets): void;
}

const utf8 = new TextEncoder();

/**
 * Creates the access of a node. Credentials are compared by their fingerprints: HMACs under `key`,
 * 32 random bytes that never leave this process. The bytes of a fingerprint are unrelated to those
 * of the credential. Every secret is compared, whether or not an earlier one was equal.
 */
export function createAccess(
  hmacSha256: HmacSha256,
  key: Uint8Array,
  initial: Secrets = noSecrets,
): MutableAccess {
  let secrets = withOperator(initial);
  let fingerprints = fingerprintsOf(secrets);

  function fingerprint(text: string): Uint8Array {
    return hmacSha256(key, utf8.encode(text));
  }

  function fingerprintsOf(all: Required<Secrets>): Record<Role, readonly Uint8Array[]> {
    const of = (role: Role): Uint8Array[] => all[role].map(fingerprint);
    return {
      read: of('read'),
      write: of('write'),
      cluster: of('cluster'),
      operator: of('operator'),
    };
  }

  return {
    isRestricted: (role) => secrets[role].length > 0,
    rolesOf(credential) {
      if (roles.every((role) => secrets[role].length === 0)) return new Set();
      const given = fingerprint(credential);
      return new Set(roles.filter((role) => isAmong(fingerprints[role], given)));
    },
    isSignature(role, text, signature) {
      const signatures = secrets[role].map((secret) => utf8.encode(sign(hmacSha256, secret, text)));
      return isAmong(signatures, utf8.encode(signature));
    },
    replace(next) {
      secrets = withOperator(next);
      fingerprints = fingerprintsOf(secrets);
    },
  };
}

function withOperator(secrets: Secrets): Required<Secrets> {
  return { operator: [], ...secrets };
}

/** Signs a text: HMAC-SHA-256 under the secret, as lower-case hex. */
export function sign(hmacSha256: HmacSha256, secret: string, text: string): string {
  const bytes = hmacSha256(utf8.encode(secret), utf8.encode(text));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Looks at every item, whichever is equal. */
function isAmong(items: readonly Uint8Array[], given: Uint8Array): boolean {
  return items.filter((item) => isEqual(item, given)).length > 0;
}

/** Takes the same time wherever the bytes differ. */
function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  const difference = (sum: number, byte: number, index: number): number =>
    sum | (byte ^ (b[index] as number));
  return a.reduce(difference, a.length ^ b.length) === 0;
}
