import { BlockList, isIP } from 'node:net';
import { forwardedClient } from '../../../lib/requests/forwarded-client.ts';
import { parseIpAddress } from '../../../lib/requests/ip-address.ts';
import type { Exchange } from '../connection/exchange.ts';
import { headersOf } from './headers-of.ts';

/**
 * Finds out where the client of a request is, from the address of its connection and from
 * `X-Forwarded-For`.
 */
export type FindClient = (
  connection: string | undefined,
  forwardedFor: string | null | undefined,
) => string | undefined;

/** An address, or with a prefix all addresses that begin with the same bits. */
interface Subnet {
  readonly address: string;
  readonly family: 'ipv4' | 'ipv6';
  readonly prefix: number;
}

/**
 * Creates what finds clients behind the proxies of some addresses and CIDR blocks, such as
 * `10.1.0.0/16`; `undefined` where there are none, and each connection is that of a client. Throws
 * an `Error` for one that is neither.
 */
export function createClientFinder(trustedProxies: readonly string[] = []): FindClient | undefined {
  if (trustedProxies.length === 0) return undefined;
  // A list of both would take IPv4 addresses for those of `::/0`.
  const proxies = { ipv4: new BlockList(), ipv6: new BlockList() };
  for (const proxy of trustedProxies) {
    const subnet = parseSubnet(proxy);
    if (subnet === undefined) {
      throw new Error(`trustedProxies: "${proxy}" is neither an IP address nor a CIDR block`);
    }
    const { address, prefix, family } = subnet;
    proxies[family].addSubnet(address, prefix, family);
  }
  const isProxy = (address: string): boolean => {
    const family = familyOf(address);
    return family !== undefined && proxies[family].check(address, family);
  };
  return (connection, forwardedFor) =>
    connection === undefined ? undefined : forwardedClient(connection, forwardedFor, isProxy);
}

/**
 * Where the client of an exchange is: at the other end of its connection, unless proxies are
 * trusted. Then it is found out once for each exchange.
 */
export function clientOf(
  exchange: Exchange,
  findClient: FindClient | undefined,
): string | undefined {
  const { request } = exchange;
  const { remoteAddress } = request.socket;
  if (findClient === undefined) return remoteAddress;
  exchange.client ??= findClient(remoteAddress, headersOf(request).get('X-Forwarded-For'));
  return exchange.client;
}

/** Reads an address or a CIDR block (RFC 4632 §3.1, RFC 4291 §2.3); `undefined` for any other. */
export function parseSubnet(text: string): Subnet | undefined {
  const [, written = '', bits] = /^([^/]*)(?:\/(\d{1,3}))?$/u.exec(text) ?? [];
  const address = parseIpAddress(written) ?? '';
  const family = familyOf(address);
  if (family === undefined) return undefined;
  const length = family === 'ipv4' ? 32 : 128;
  const prefix = Number(bits ?? length);
  // The bits of an IPv4 address in the form of IPv6 would be counted from elsewhere.
  const isCounted = bits === undefined || familyOf(written) === family;
  return prefix <= length && isCounted ? { address, family, prefix } : undefined;
}

function familyOf(address: string): 'ipv4' | 'ipv6' | undefined {
  const version = isIP(address);
  if (version === 0) return undefined;
  return version === 4 ? 'ipv4' : 'ipv6';
}
