/** The directory that an entry is in, without a trailing slash; `''` at the root. */
export function parentPath(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf('/'), 0));
}
