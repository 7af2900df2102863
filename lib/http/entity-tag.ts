/** One entity tag of a conditional header (RFC 9110 §8.8.3). */
export interface EntityTag {
  readonly weak: boolean;
  /** Whether it has its quotes. */
  readonly quoted: boolean;
  readonly value: string;
}

const tagPattern = /\s*(?:,\s*)*(?:(W\/)?"([\x21\x23-\x7e\x80-\u00ff]*)"|([^\s",]+))\s*(?=,|$)/guy;

/**
 * What a proxy appends to the tag of a file that it compresses: `-gzip` (Apache), `--gzip` (Jetty),
 * `;br`, `-df` and the like. The content coding is one of those that clients accept.
 */
const codingSuffix = /(?:--?|;)(?:br|deflate|df|gzip|zstd)$/u;

/** Formats the strong, quoted entity tag of a content hash. */
export function formatEntityTag(sha1: string): string {
  return `"${sha1}"`;
}

/**
 * Parses a list of entity tags; `*` stands for any. A tag without quotes is accepted, because the
 * Python version sent its tags so. Malformed tags are left out, and match nothing.
 */
export function parseEntityTags(header: string): '*' | readonly EntityTag[] {
  if (header.trim() === '*') return '*';
  return Array.from(header.matchAll(tagPattern), ([, weak, quoted, bare = '']) => ({
    weak: weak !== undefined,
    quoted: quoted !== undefined,
    value: quoted ?? bare,
  }));
}

/**
 * Weak comparison, for `If-None-Match` (RFC 9110 §8.8.3.2). A tag with the suffix of a proxy that
 * compresses matches too, because that proxy passes on the tag it has made. Where a file would be
 * changed, such a match refuses the change; it never permits one.
 */
export function matchesWeakly(header: string, sha1: string): boolean {
  const tags = parseEntityTags(header);
  return tags === '*' || tags.some(({ value }) => value.replace(codingSuffix, '') === sha1);
}

/** Strong comparison, for `If-Match` and `If-Range`: the very tag that was sent. */
export function matchesStrongly(header: string, sha1: string): boolean {
  const tags = parseEntityTags(header);
  return tags === '*' || tags.some((tag) => !tag.weak && tag.value === sha1);
}

/**
 * Strong comparison of quoted tags only, for `If-Match` of what would change a file. A hash without
 * quotes is no entity tag (RFC 9110 §8.8.3): a condition that is not understood permits nothing.
 */
export function matchesExactly(header: string, sha1: string): boolean {
  const tags = parseEntityTags(header);
  return tags === '*' || tags.some((tag) => tag.quoted && !tag.weak && tag.value === sha1);
}
