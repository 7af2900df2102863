import { sign } from '../../../lib/access/secrets.ts';
import { formatSignedQuery, type Permission, signedText } from '../../../lib/access/signed-url.ts';
import { hmacSha256 } from '../../../runtime/node/hash.ts';

/** The secret of writers, where one signs. */
export const writing = 'writing';
/** What shows it. */
export const writer = { Authorization: `Bearer ${writing}` };
/** Only writers have a secret. */
export const writersOnly = { read: [], write: [writing], cluster: [] };

/** The query, with its question mark, that permits uploads whose names begin with `users/42/`. */
export function signQuery(limits: Partial<Permission> = {}, secret = writing): string {
  const whole = {
    method: 'PUT',
    name: 'users/42/',
    isPrefix: true,
    expires: 1_800_000_000,
  } as const;
  const permission: Permission = { ...whole, ...limits };
  const signature = sign(hmacSha256, secret, signedText(permission));
  return `?${formatSignedQuery({ permission, signature })}`;
}
