/** Where a bucket is, and how its store is spoken to. */
export interface S3Address {
  readonly bucket: string;
  /** What all keys begin with: empty, or ending with a slash. */
  readonly prefix: string;
  /** `http:` or `https:`, without a path. */
  readonly endpoint: URL;
  readonly region: string;
  /** Whether the bucket is the first segment of the path, or in the name of the host. */
  readonly style: 'path' | 'host';
  /** Whether a PUT says which SHA-1 its body has. A store that does not know that may refuse it. */
  readonly checksum: 'sha1' | 'none';
}

/** An address that can't be used. The message says what to change, and has no secret in it. */
export class S3AddressError extends Error {
  override readonly name = 'S3AddressError';
}

const scheme = 's3://';
const parameters = new Set(['endpoint', 'region', 'style', 'checksum']);
/** RFC 1123 labels, as every store accepts them. */
const bucketPattern = /^[a-z\d][a-z\d.-]{1,61}[a-z\d]$/u;
const regionPattern = /^[a-z\d-]{1,40}$/u;
/** Nothing that needs to be encoded, so that the prefix reads the same everywhere. */
const prefixPattern = /^(?:[\w-][\w.-]*\/)*$/u;
const maxPrefixLength = 200;

/** Whether a text means a bucket, and not a directory. */
export function isS3Address(text: string): boolean {
  return text.startsWith(scheme);
}

/**
 * Reads `s3://<bucket>[/<prefix>][?endpoint=…&region=…&style=path|host&checksum=sha1|none]`.
 * Without an endpoint it is that of AWS in the region. Throws an `S3AddressError` for anything
 * else.
 */
export function parseS3Address(text: string): S3Address {
  const [path = '', query = ''] = splitOnce(text.slice(scheme.length), '?');
  // Secrets have no place in a command line, which every user of the machine can read.
  if (path.includes('@')) throw new S3AddressError('it must have no user or password');
  const [bucket = '', rest = ''] = splitOnce(path, '/');
  if (!bucketPattern.test(bucket)) throw new S3AddressError('its bucket is not a valid name');
  const values = parseQuery(query);
  const region = values.get('region') ?? 'us-east-1';
  if (!regionPattern.test(region)) throw new S3AddressError('its region is not a valid name');
  const endpoint = parseEndpoint(values.get('endpoint') ?? `https://s3.${region}.amazonaws.com`);
  return {
    bucket,
    prefix: parsePrefix(rest),
    endpoint,
    region,
    style: parseStyle(values.get('style'), endpoint),
    checksum: parseChecksum(values.get('checksum'), endpoint),
  };
}

function parseQuery(query: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(query)) {
    if (!parameters.has(name)) {
      throw new S3AddressError(`it has a parameter other than ${[...parameters].join(', ')}`);
    }
    if (values.has(name)) throw new S3AddressError(`it has the parameter ${name} twice`);
    values.set(name, value);
  }
  return values;
}

function parseEndpoint(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/u.test(url.protocol)) {
    throw new S3AddressError('its endpoint is not an http or https URL');
  }
  if (url.username !== '' || url.password !== '') {
    throw new S3AddressError('its endpoint must have no user or password');
  }
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '') {
    throw new S3AddressError('its endpoint must have no path and no query');
  }
  return url;
}

function parsePrefix(text: string): string {
  const prefix = text === '' || text.endsWith('/') ? text : `${text}/`;
  if (prefixPattern.test(prefix) && prefix.length <= maxPrefixLength) return prefix;
  throw new S3AddressError(
    `its prefix may have letters, digits and "_.-" only, and ${maxPrefixLength} characters`,
  );
}

function parseStyle(style: string | undefined, { hostname }: URL): S3Address['style'] {
  if (style === undefined) return hostname.endsWith('.amazonaws.com') ? 'host' : 'path';
  if (style === 'path' || style === 'host') return style;
  throw new S3AddressError('its style is neither path nor host');
}

/** The S3 API of R2 knows a SHA-1 of a whole object through a binding only. */
function parseChecksum(checksum: string | undefined, { hostname }: URL): S3Address['checksum'] {
  if (checksum === undefined)
    return hostname.endsWith('.r2.cloudflarestorage.com') ? 'none' : 'sha1';
  if (checksum === 'sha1' || checksum === 'none') return checksum;
  throw new S3AddressError('its checksum is neither sha1 nor none');
}

function splitOnce(text: string, separator: string): readonly string[] {
  const at = text.indexOf(separator);
  return at === -1 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}
