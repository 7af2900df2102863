/* Secrets that were typed in: they are kept as long as the tab, and sent to this node only. */

export type SecretKind = 'operator' | 'write';

const prefix = 'cockatiel-';

export function readSecret(kind: SecretKind): string | undefined {
  return sessionStorage.getItem(prefix + kind) ?? undefined;
}

export function keepSecret(kind: SecretKind, secret: string): void {
  sessionStorage.setItem(prefix + kind, secret);
}

/** The header that shows a secret; none if there is none. */
export function authorization(kind: SecretKind): Record<string, string> {
  const secret = readSecret(kind);
  return secret === undefined ? {} : { Authorization: `Bearer ${secret}` };
}

/** Whether a text can be sent in a header. */
export function isSendable(secret: string): boolean {
  return /^[\x21-\x7e]+$/u.test(secret);
}
