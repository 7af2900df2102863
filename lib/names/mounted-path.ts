/**
 * The rest of a path below a mount such as `/files`; `undefined` for a path that is not below it.
 * Without a mount that is the whole host.
 */
export function pathBelow(mount: string | undefined, path: string): string | undefined {
  if (mount === undefined) return path;
  if (path === mount) return '/';
  return path.startsWith(`${mount}/`) ? path.slice(mount.length) : undefined;
}

/**
 * Throws an `Error` that says what is right where a mount is no path as it is written in a URL: no
 * request would be below it. `undefined` is the whole host.
 */
export function requireMount(mount: string | undefined): void {
  if (mount === undefined || isPath(mount)) return;
  throw new Error(
    `The mount ${JSON.stringify(mount)} is not a path as in a URL, such as "/files" or "/a/b": ` +
      'begin it with a slash, end it without one, and encode what a URL encodes. ' +
      'Leave it out to serve the whole host.',
  );
}

/** A URL parser would change what is no path, or make something else of it. */
function isPath(mount: string): boolean {
  if (!mount.startsWith('/') || mount.endsWith('/') || mount.includes('//')) return false;
  return new URL(`http://node${mount}`).pathname === mount;
}
