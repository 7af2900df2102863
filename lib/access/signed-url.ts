import { formatLocation } from '../names/url-path.ts';

/** What a signed URL permits: one method on one name, or on all names with one prefix. */
export interface Permission {
  /** `GET` permits HEAD as well. */
  readonly method: 'GET' | 'PUT';
  /** A decoded name; with `isPrefix` the beginning of names. */
  readonly name: string;
  readonly isPrefix: boolean;
  /** The Unix second at which it expires. */
  readonly expires: number;
  /** The largest body of a PUT, in bytes; absent for no limit of its own. */
  readonly maxSizeBytes?: number;
  /** The media type of a PUT, such as `image/png` or `image/*`; absent for any. */
  readonly type?: string;
}

/** A permission with its signature, which is not verified yet. */
export interface SignedPermission {
  readonly permission: Permission;
  readonly signature: string;
}

/** What a signed URL is made of. */
export interface SignOptions {
  /** A secret of the node: one for reading where `method` is GET, one for writing where PUT. */
  readonly secret: string;
  /** `GET` allows HEAD as well. */
  readonly method: 'GET' | 'PUT';
  /** The name, decoded: for GET a stored one, for PUT as it is sent. */
  readonly name: string;
  /** Takes `name` for the beginning of all names that are allowed; a directory ends with `/`. */
  readonly isPrefix?: boolean;
  /** Unix seconds from which on it is no longer good. */
  readonly expires: number;
  /** The largest body, in bytes. */
  readonly maxSizeBytes?: number;
  /** A media type such as `image/png`, or a range such as `image/*`. */
  readonly type?: string;
  /** The node's URL, to begin the signed one with; without slashes at its end. */
  readonly url?: string;
}

/** Must change whenever the meaning of the signed text changes. */
const version = 'cockatiel-1';

const signedKeys = ['expires', 'prefix', 'max-size', 'type', 'signature'];

/** The text that is signed: one line for each field, none for an absent one. */
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

/**
 * Formats the query of a signed URL, without the question mark. Slashes stay as they are (RFC 3986
 * §3.4): some libraries for uploads encode the URL that they are given once more.
 */
export function formatSignedQuery({ permission, signature }: SignedPermission): string {
  const { name, isPrefix, expires, maxSizeBytes, type } = permission;
  const query = new URLSearchParams({ expires: String(expires) });
  if (isPrefix) query.set('prefix', name);
  if (maxSizeBytes !== undefined) query.set('max-size', String(maxSizeBytes));
  if (type !== undefined) query.set('type', type);
  query.set('signature', signature);
  return query.toString().replaceAll('%2F', '/');
}

/**
 * What a permission is signed for. Throws a `RangeError` if `expires` is not in whole seconds.
 */
export function permissionOf(options: Omit<SignOptions, 'secret' | 'url'>): Permission {
  if (!Number.isSafeInteger(options.expires) || options.expires < 0) {
    throw new RangeError('`expires` is in whole Unix seconds.');
  }
  return { isPrefix: false, ...options };
}

/** Formats a signed URL; for a prefix only its query, with the question mark. */
export function formatSignedUrl(signed: SignedPermission, url = ''): string {
  const { isPrefix, name } = signed.permission;
  return `${isPrefix ? '' : formatLocation(url, name)}?${formatSignedQuery(signed)}`;
}

/**
 * Parses the query of a request for a name. `undefined` if it has no signature; `malformed` if it
 * can't be what was signed for this name. Of a directory the names in it are not known yet: only a
 * prefix can have been signed, which may be longer.
 */
export function parseSignedQuery(
  query: URLSearchParams,
  method: Permission['method'],
  name: string,
  isDirectory = false,
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
  // A line break would add a line to the signed text.
  if (/\p{Cc}/u.test(`${prefix}${type}`)) return 'malformed';
  if (!(isDirectory ? mayBeginIn(name, prefix) : name.startsWith(prefix ?? ''))) return 'malformed';
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

/** A whole number in its shortest form: another spelling would be another signed text. */
function parseNumber(text: string | null): number | undefined {
  return text !== null && /^(?:0|[1-9]\d{0,14})$/u.test(text) ? Number(text) : undefined;
}

/** Whether names in a directory can have a prefix. */
function mayBeginIn(directory: string, prefix: string | null): boolean {
  return prefix !== null && (directory.startsWith(prefix) || prefix.startsWith(directory));
}
