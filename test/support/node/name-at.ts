/**
 * The stored name of the file at a path of a storage disk; for names without `~.d` of their own.
 */
export function nameAt(path: string): string {
  return path.replaceAll('~.d/', '/');
}
