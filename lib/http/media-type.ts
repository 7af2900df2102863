import mime from 'mime';

/*
 * Media types by what they mean. One registry entry goes by several names: unregistered ones from
 * before it (`audio/x-m4a`), and registered ones that it has replaced (`text/xml`). Clients send
 * what their platform's table says.
 */

/**
 * Names of one registry entry, without `x-`, that the library does not connect, and the entry.
 * Sources: the RFC that registers the entry and names the others, or the aliases of the database of
 * freedesktop.org (shared-mime-info).
 */
const aliases = new Map([
  ['application/csv', 'text/csv'], // shared-mime-info
  ['text/comma-separated-values', 'text/csv'], // shared-mime-info
  ['application/ecmascript', 'text/javascript'], // RFC 9239 §6
  ['application/javascript', 'text/javascript'], // RFC 9239 §6
  ['text/ecmascript', 'text/javascript'], // RFC 9239 §6
  ['application/font-otf', 'font/otf'], // shared-mime-info
  ['application/font-ttf', 'font/ttf'], // shared-mime-info
  ['application/font-woff', 'font/woff'], // RFC 8081 §4.4.5
  ['application/rar', 'application/vnd.rar'], // shared-mime-info
  ['application/yaml', 'text/yaml'], // RFC 9512 §2.1
  ['audio/m4a', 'audio/mp4'], // shared-mime-info
  ['audio/mp3', 'audio/mpeg'], // shared-mime-info
  ['audio/vnd.wave', 'audio/wav'], // RFC 2361, shared-mime-info
  ['image/ico', 'image/vnd.microsoft.icon'], // shared-mime-info
  ['image/pjpeg', 'image/jpeg'], // shared-mime-info
  ['text/rtf', 'application/rtf'], // shared-mime-info
  ['text/xml', 'application/xml'], // RFC 7303 §9.2
  ['video/avi', 'video/msvideo'], // shared-mime-info
]);

/**
 * Types that a platform gives to files of another type: Windows, as soon as Office is installed,
 * names the program that opens them. They say nothing about the content.
 */
const misnamed = new Map([
  ['text/csv', 'application/vnd.ms-excel'],
  ['application/rtf', 'application/msword'],
]);

/** Tells whether two names of media types, in any case, mean the same registry entry. */
export function isSameType(one: string, other: string): boolean {
  return entryOf(one) === entryOf(other);
}

/** Tells whether a sender that states this type may mean a file of the type it is served as. */
export function mayMean(stated: string, served: string): boolean {
  return isSameType(stated, served) || misnamed.get(entryOf(served)) === stated.toLowerCase();
}

/** The name under which a registry entry is compared, always without `x-` (RFC 6648). */
function entryOf(type: string): string {
  const name = type.toLowerCase();
  const short = (successorOf(name) ?? name).replace('/x-', '/');
  return aliases.get(short) ?? short;
}

/**
 * The type that has all extensions of this one in the library's table. An extension may also be
 * shared by types that have nothing in common, such as `mts`: only a type of the same kind counts.
 */
function successorOf(type: string): string | undefined {
  const extensions = [...(mime.getAllExtensions(type) ?? [])];
  const [successor, ...others] = new Set(extensions.map((extension) => mime.getType(extension)));
  if (typeof successor !== 'string' || others.length > 0) return undefined;
  const isOfSameKind = kindOf(successor) === kindOf(type);
  return isOfSameKind && successor !== 'application/octet-stream' ? successor : undefined;
}

/** The top-level type, and the structure that the subtype ends with (RFC 6838 §4.2.8). */
function kindOf(type: string): string {
  return type.replace(/\/[^+]*/u, '/');
}
