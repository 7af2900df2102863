import { HttpError } from '../http/http-error.ts';
import { hostReason, reasonHeader } from '../http/node-headers.ts';

/** What tells a request of a node from one of a page. */
export interface RequestFields {
  readonly method: string;
  readonly headers: Pick<Headers, 'get' | 'has'>;
}

/**
 * Decides which `Host` is served, as a protection against DNS rebinding: a page of a site whose
 * name is made to resolve to this node would be allowed to read and write here, but its requests
 * carry that site's name.
 */
export interface AllowedHosts {
  /**
   * Throws a 400 for a `Host` that is not valid, and a 421 for one that is not served; nodes may
   * use any host name for their peers.
   */
  check(host: string, request: RequestFields): void;
  /** Whether this is the last `Host` that was checked and is served to anybody. */
  isLast(host: string): boolean;
}

/**
 * Served are the host of the public URL, `allowedHosts`, and what nobody can register in the public
 * DNS: IP addresses and names without a dot. Every host is served if `allowedHosts` has `*`, or if
 * there is neither a public URL with a host nor an allowed host. Ports are ignored.
 */
export function createAllowedHosts(
  publicUrl: string,
  allowedHosts: readonly string[] = [],
): AllowedHosts {
  const hosts = [...hostsOf(publicUrl), ...allowedHosts];
  const areAllServed = hosts.length === 0 || hosts.includes('*');
  const servedNames = new Set(hosts.map((host) => withoutTrailingDot(hostNameOf(host))));
  /** Nearly all requests have the same `Host`, and checking it again for each takes time. */
  let last: string | undefined;

  function isServed(host: string): boolean {
    if (areAllServed) return true;
    const name = hostNameOf(host);
    if (!name.includes('.') || isAddress(name)) return true;
    const plain = withoutTrailingDot(name);
    return plain === 'localhost' || servedNames.has(plain);
  }

  return {
    check(host, request) {
      if (host === last) return;
      if (!isValidHost(host)) throw new HttpError(400, 'The Host header is not valid.');
      if (isServed(host)) last = host;
      else if (!isBetweenNodes(request)) throw misdirected();
    },
    isLast: (host) => host === last,
  };
}

/** A public URL may be only a path. */
function hostsOf(publicUrl: string): readonly string[] {
  return URL.canParse(publicUrl) ? [new URL(publicUrl).host] : [];
}

function isValidHost(host: string): boolean {
  if (host === '') return true;
  return /^[\w.~!$&'()*+,;=%:[\]-]+$/u.test(host) && URL.canParse(`http://${host}/`);
}

/** Normalizes a host as a URL parser does: lower case, usual form of addresses, no port. */
function hostNameOf(host: string): string {
  return host === '' || host === '*' ? host : new URL(`http://${host}/`).hostname;
}

/** A URL parser writes every IPv4 address in the usual form, and rejects other names like it. */
function isAddress(name: string): boolean {
  return /^(?:\d+\.){3}\d+$/u.test(name);
}

/** A trailing dot does not change what a name means. */
function withoutTrailingDot(name: string): string {
  return name.endsWith('.') ? name.slice(0, -1) : name;
}

/** Whether a request looks like one between nodes, which no page in a browser can send. */
function isBetweenNodes({ method, headers }: RequestFields): boolean {
  return (
    ['PUT', 'DELETE', 'POST', 'HEAD', 'GET'].includes(method) &&
    headers.get('user-agent')?.startsWith('cockatiel/') === true &&
    // A page can set User-Agent, but not keep a browser from adding the second of these headers,
    // nor the first, unless it reads.
    !headers.has('origin') &&
    !headers.has('accept-language')
  );
}

/** RFC 9110 §15.5.20: 421 (Misdirected Request). */
function misdirected(): HttpError {
  return new HttpError(
    421,
    'This node does not serve this host; to allow it, start the node with --allowed-host.',
    // Lets a node that asked for the status tell this from a wrong path in its peer's URL.
    { [reasonHeader]: hostReason },
  );
}
