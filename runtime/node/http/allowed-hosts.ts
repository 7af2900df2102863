import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';

/** Whether requests with this `Host` are served; it must be a valid host. */
export type AllowsHost = (host: string) => boolean;

/**
 * Decides which `Host` is served, as a protection against DNS rebinding: a page of a site whose
 * name is made to resolve to this node would be allowed to read and write here, but its requests
 * carry that site's name.
 *
 * Served are the host of the public URL, `allowedHosts`, and what nobody can register in the public
 * DNS: IP addresses and names without a dot. Every host is served if `allowedHosts` has `*`, or if
 * there is neither a public URL nor an allowed host. Ports are ignored.
 */
export function createAllowsHost(publicUrl: string, allowedHosts: readonly string[]): AllowsHost {
  const hosts = [...(publicUrl === '' ? [] : [new URL(publicUrl).host]), ...allowedHosts];
  if (hosts.length === 0 || hosts.includes('*')) return () => true;
  const allowedNames = new Set(hosts.map((host) => withoutTrailingDot(hostNameOf(host))));
  return (host) => {
    const name = hostNameOf(host);
    if (!name.includes('.') || isIP(name) !== 0) return true;
    const plain = withoutTrailingDot(name);
    return plain === 'localhost' || allowedNames.has(plain);
  };
}

/** Normalizes a host as a URL parser does: lower case, usual form of addresses, no port. */
function hostNameOf(host: string): string {
  return host === '' ? '' : new URL(`http://${host}/`).hostname;
}

/** A trailing dot does not change what a name means. */
function withoutTrailingDot(name: string): string {
  return name.endsWith('.') ? name.slice(0, -1) : name;
}

/**
 * Whether a request looks like one between nodes, which no page in a browser can send. Nodes may
 * use any host name for their peers.
 */
export function isBetweenNodes({ method = '', headers }: IncomingMessage): boolean {
  return (
    ['PUT', 'DELETE', 'HEAD'].includes(method) &&
    headers['user-agent']?.startsWith('cockatiel/') === true &&
    // A page can set User-Agent, but browsers add these two headers; to HEAD only the second.
    headers.origin === undefined &&
    headers['accept-language'] === undefined
  );
}
