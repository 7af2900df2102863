/**
 * The rest of a path below a mount such as `/files`; `undefined` for a path that is not below it.
 * The mount `''` is the whole host.
 */
export function pathBelow(mount: string, path: string): string | undefined {
  if (mount === '') return path;
  if (path === mount) return '/';
  return path.startsWith(`${mount}/`) ? path.slice(mount.length) : undefined;
}
