import { parseIpAddress } from './ip-address.ts';

/** What is before that in a header was sent by no proxy that anybody has in front of a node. */
const maxCharacters = 1024;

/**
 * Where the client of a request is: at the other end of the connection, unless a proxy is there
 * that `isProxy` trusts. Such a one has put at the end of `X-Forwarded-For` where its own client
 * is, which may be a proxy, too; so the last address there counts that is none. Where all are
 * proxies, the first. Whatever is before that anybody may have made up. An entry that is no
 * address, such as `unknown`, makes all of it worthless, and the address of the connection counts.
 */
export function forwardedClient(
  connection: string,
  forwardedFor: string | null | undefined,
  isProxy: (address: string) => boolean,
): string {
  const sender = parseIpAddress(connection) ?? connection;
  if (!isProxy(sender)) return sender;
  let client = sender;
  for (const entry of lastEntries(forwardedFor ?? '').reverse()) {
    const address = parseIpAddress(withoutPort(entry));
    if (address === undefined) return sender;
    client = address;
    if (!isProxy(address)) break;
  }
  return client;
}

/** RFC 9110 §5.6.1: an entry of a list may be empty, and is none then. */
function lastEntries(list: string): string[] {
  // The first one may be cut off then, and be another address.
  const isLong = list.length > maxCharacters;
  const entries = list
    .slice(-maxCharacters)
    .split(',')
    .slice(isLong ? 1 : 0);
  return entries.map((entry) => entry.trim()).filter((entry) => entry !== '');
}

/** Some proxies append the port of their client; IPv6 is in brackets then, and sometimes always. */
function withoutPort(entry: string): string {
  const [, bracketed, plain] = /^\[([^\]]*)\](?::\d+)?$|^([\d.]+):\d+$/u.exec(entry) ?? [];
  return bracketed ?? plain ?? entry;
}
