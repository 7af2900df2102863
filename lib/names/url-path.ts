/** What `encodeURIComponent` encodes although a path segment may contain it (RFC 3986 §3.3). */
const plainInPath = /%(?:24|26|2B|2C|3A|3B|3D|40)/gu;

/** The `Location` of a file: a path, or a URL if the node knows its public URL. */
export function formatLocation(publicUrl: string, name: string): string {
  const path = name.split('/').map(encodeSegment).join('/');
  return `${publicUrl}/${path}`;
}

function encodeSegment(segment: string): string {
  return encodeURIComponent(segment).replace(plainInPath, decodeURIComponent);
}
