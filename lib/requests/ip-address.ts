/** No address is longer, whatever its form. */
const maxCharacters = 64;

const ipv4 = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/u;
const ipv6 = /^[\da-f:.]+$/iu;
/** RFC 4007 §11.2: it tells the networks of this machine apart, and nobody else's. */
const zone = /%[\w.-]+$/u;
const mappedIpv4 = /^::ffff:([\da-f]{1,4}):([\da-f]{1,4})$/u;

/**
 * Reads an IP address: returns it in its usual form, IPv6 as of RFC 5952, without a zone, and where
 * it stands for an IPv4 address (RFC 4291 §2.5.5.2) as that one. `undefined` for any other text.
 */
export function parseIpAddress(text: string): string | undefined {
  if (text.length > maxCharacters) return undefined;
  if (ipv4.test(text)) return text;
  const plain = text.replace(zone, '');
  const host = `http://[${plain}]/`;
  if (!ipv6.test(plain) || !URL.canParse(host)) return undefined;
  const address = new URL(host).hostname.slice(1, -1);
  const mapped = mappedIpv4.exec(address);
  return mapped === null ? address : mapped.slice(1).flatMap(twoBytes).join('.');
}

/** The two bytes of a group of hex digits. */
function twoBytes(group: string): readonly number[] {
  const value = Number.parseInt(group, 16);
  return [value >> 8, value & 255];
}
