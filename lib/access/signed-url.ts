/** What a signed URL allows: one method on one name, or on all names that begin alike. */
export interface Permission {
  /** `GET` allows HEAD as well. */
  readonly method: 'GET' | 'PUT';
  /** A decoded name, or with `isPrefix` the beginning of names. */
  readonly name: string;
  readonly isPrefix: boolean;
  /** Unix seconds from which on it is no longer good. */
  readonly expires: number;
  /** The largest body, in bytes; a PUT may have a limit. */
  readonly maxSizeBytes?: number;
  /** A media type such as `image/png`, or a range such as `image/*`; a PUT may have one. */
  readonly type?: string;
}

/** A permission that a request presents, with the signature that is to prove it. */
export interface SignedPermission {
  readonly permission: Permission;
  readonly signature: string;
}

/** Changes with every change of the text's meaning. */
const version = 'cockatiel-1';

const signedKeys = ['expires', 'prefix', 'max-size', 'type', 'signature'];

/** The text that is signed: a line for each thing that is allowed, none for what is not limited. */
export function signedText(permission: Permission): string {
  const { method, name, isPrefix, expires, maxSizeBytes, type } = permission;
  return [
    version,
    method,
    `${isPrefix ? 'prefix' : 'name'}=${name}`,
    `expires=${expires}`,
    ...(maxSizeBytes === undefined ? [] : [`max-size=${maxSizeBytes}`]),
    ...(type === undefined ? [] : [`type=${type}`]),
  ].join('\n');
}

/** The query of a signed URL, without its question mark. */
export function formatSignedQuery({ permission, signature }: SignedPermission): string {
  const { name, isPrefix, expires, maxSizeBytes, type } = permission;
  const query = new URLSearchParams({ expires: String(expires) });
  if (isPrefix) query.set('prefix', name);
  if (maxSizeBytes !== undefined) query.set('max-size', String(maxSizeBytes));
  if (type !== undefined) query.set('type', type);
  query.set('signature', signature);
  return query.toString();
}

/**
 * Reads what a request for a name presents. `undefined` when it has no signature; `malformed` when
 * nothing that it presents could have been signed.
 */
export function parseSignedQuery(
  query: URLSearchParams,
  method: Permission['method'],
  name: string,
): SignedPermission | 'malformed' | undefined {
  const signature = query.get('signature');
  if (signature === null) return undefined;
  const prefix = query.get('prefix');
  const expires = parseNumber(query.get('expires'));
  const maxSize = query.get('max-size');
  const maxSizeBytes = maxSize === null ? undefined : parseNumber(maxSize);
  const type = query.get('type');
  const isRepeated = signedKeys.some((key) => query.getAll(key).length > 1);
  if (isRepeated || expires === undefined) return 'malformed';
  if (!/^[\da-f]{64}$/u.test(signature)) return 'malformed';
  if (maxSize !== null && maxSizeBytes === undefined) return 'malformed';
  // A line break would be another line of the signed text.
  if (/\p{Cc}/u.test(`${prefix}${type}`)) return 'malformed';
  if (prefix !== null && !name.startsWith(prefix)) return 'malformed';
  const permission: Permission = {
    method,
    name: prefix ?? name,
    isPrefix: prefix !== null,
    expires,
    ...(maxSizeBytes !== undefined && { maxSizeBytes }),
    ...(type !== null && { type }),
  };
  return { permission, signature };
}

/** Whole and in its shortest form: another spelling would be another text. */
function parseNumber(text: string | null): number | undefined {
  return text !== null && /^(?:0|[1-9]\d{0,14})$/u.test(text) ? Number(text) : undefined;
}
