import mime from 'mime';

/*
 * Media types by what they mean. One registry entry goes by several names: unregistered ones from
 * before it (`audio/x-m4a`), and registered ones that it has replaced (`text/xml`). Clients send
 * what their platform's table says.
 */

/**
 * Names of one registry entry, without `x-`, that the library does not connect, and the entry.
 * Sources: the RFC that registers the entry and names the others, the aliases of the database of
 * freedesktop.org (shared-mime-info), or the tables of Chromium (`mime_util.cc`).
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
  ['application/gzip-compressed', 'application/gzip'], // Windows, for .gz
  ['application/rar', 'application/vnd.rar'], // shared-mime-info
  ['text/json', 'application/json'], // WHATWG MIME Sniffing §4.6
  ['text/yaml', 'application/yaml'], // RFC 9512 §2.1
  ['audio/m4a', 'audio/mp4'], // shared-mime-info
  ['audio/mp3', 'audio/mpeg'], // shared-mime-info
  ['audio/vnd.wave', 'audio/wav'], // RFC 2361, shared-mime-info
  ['image/ico', 'image/vnd.microsoft.icon'], // shared-mime-info
  ['image/jpg', 'image/jpeg'], // Chromium
  ['image/pjpeg', 'image/jpeg'], // shared-mime-info
  ['text/rtf', 'application/rtf'], // shared-mime-info
  ['text/xml', 'application/xml'], // RFC 7303 §9.2
  ['video/avi', 'video/vnd.avi'], // shared-mime-info
  ['video/msvideo', 'video/vnd.avi'], // shared-mime-info
  ['video/m4v', 'video/mp4'], // shared-mime-info
]);

/**
 * Types that platforms state for files of another type, by its entry. They name the program that
 * opens the file (Windows, as soon as Office is installed), what it contains, or its container, and
 * don't say that it is served as that.
 */
const misnamed = new Map([
  ['text/csv', ['application/vnd.ms-excel']], // Windows with Office
  ['application/rtf', ['application/msword']], // Windows with Office
  ['application/gzip', ['application/x-compressed', 'application/x-compressed-tar']], // .tgz
  [
    'application/bzip2',
    ['application/x-bzip-compressed-tar', 'application/x-bzip2-compressed-tar'],
  ],
  ['application/xz', ['application/x-xz-compressed-tar']], // shared-mime-info, as for bzip2
  ['application/vnd.rar', ['application/x-compressed']], // the library
  ['audio/ogg', ['application/ogg', 'video/ogg', ...oggCodecs()]], // .ogg, .opus
  ['video/ogg', ['application/ogg']], // RFC 5334 §10.1
  ['video/3gpp', ['audio/3gpp']], // shared-mime-info
]);

/** What shared-mime-info states for an Ogg file by its codec, and Apache Tika for Opus. */
function oggCodecs(): readonly string[] {
  const codecs = ['vorbis', 'opus', 'flac', 'speex'];
  return ['audio/opus', ...codecs.map((codec) => `audio/x-${codec}+ogg`)];
}

/** Any bytes (RFC 2046 §4.5.1). */
const unknownType = 'application/octet-stream';

/** Names that say no more than that something is compressed; the library ties them to a format. */
const vague = new Set(['application/x-compressed', unknownType]);

/** Tells whether two names of media types, in any case, mean the same registry entry. */
export function isSameType(one: string, other: string): boolean {
  return entryOf(one) === entryOf(other);
}

/**
 * Tells whether a sender that states this type may mean a file of the type it is served as. What is
 * served as unknown may be anything: a sender that knows more does not contradict.
 */
export function mayMean(stated: string, served: string): boolean {
  if (isSameType(stated, served) || served === unknownType) return true;
  return misnamed.get(entryOf(served))?.includes(stated.toLowerCase()) === true;
}

/**
 * Tells whether a type is in a range such as `image/*`, under its own name or under the registered
 * one of its entry. Other names of the entry do not count: a file is not served as these.
 */
export function isInRange(type: string, range: string): boolean {
  const start = range.slice(0, -1).toLowerCase();
  return type.toLowerCase().startsWith(start) || entryOf(type).startsWith(start);
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
  if (vague.has(type)) return undefined;
  const extensions = [...(mime.getAllExtensions(type) ?? [])];
  const [successor, ...others] = new Set(extensions.map((extension) => mime.getType(extension)));
  if (typeof successor !== 'string' || others.length > 0) return undefined;
  const isOfSameKind = kindOf(successor) === kindOf(type);
  return isOfSameKind && successor !== unknownType ? successor : undefined;
}

/** The top-level type, and the structure that the subtype ends with (RFC 6838 §4.2.8). */
function kindOf(type: string): string {
  return type.replace(/\/[^+]*/u, '/');
}
