import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';

/** Tells whether a request may be for a `Host`, which must be a valid one. */
export type AllowsHost = (host: string) => boolean;

/**
 * Which `Host` a request may name: that of the public URL, those given, and what no stranger can
 * make his own in the DNS, which are IP addresses and names without a dot. Everything where `*` is
 * given, or neither a URL nor a host. Ports do not count.
 *
 * A page of a site whose name leads to this node (DNS rebinding) has the rights of whoever looks
 * at it, but names its own site.
 */
export function createAllowsHost(publicUrl: string, allowedHosts: readonly string[]): AllowsHost {
  const given = [...(publicUrl === '' ? [] : [new URL(publicUrl).host]), ...allowedHosts];
  if (given.length === 0 || given.includes('*')) return () => true;
  const known = new Set(given.map((host) => withoutLastDot(hostNameOf(host))));
  return (host) => {
    const name = hostNameOf(host);
    if (!name.includes('.') || isIP(name) !== 0) return true;
    const plain = withoutLastDot(name);
    return plain === 'localhost' || known.has(plain);
  };
}

/** As a URL parser writes it: in small letters, addresses in their usual form, without a port. */
function hostNameOf(host: string): string {
  return host === '' ? '' : new URL(`http://${host}/`).hostname;
}

/** With a dot at its end a name means the same. */
function withoutLastDot(name: string): string {
  return name.endsWith('.') ? name.slice(0, -1) : name;
}

/**
 * Tells whether a request is one that nodes send each other, and no page of a browser can: peers
 * may know a node by names of their own.
 */
export function isBetweenNodes({ method = '', headers }: IncomingMessage): boolean {
  return (
    ['PUT', 'DELETE', 'HEAD'].includes(method) &&
    headers['user-agent']?.startsWith('cockatiel/') === true &&
    // A page may set the User-Agent, but a browser adds these, to HEAD only the second.
    headers.origin === undefined &&
    headers['accept-language'] === undefined
  );
}
