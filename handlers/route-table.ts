import type { Route } from './route.ts';

/** The lookups in a table of routes. Paths are as they are written in a URL, without a query. */
export interface RouteTable {
  /** The rows, each with the pattern of its path. */
  readonly rows: readonly (Route & { readonly pattern: RegExp })[];
  /** All methods of all rows but those that only nodes use. */
  readonly methods: readonly string[];
  /** The row that serves a method at a path. */
  find(method: string, path: string): Route | undefined;
  /** The rows of the first path in the table that fits; other paths have nothing to add. */
  at(path: string): readonly Route[];
}

/** Prepares a table of routes for lookups. */
export function createRouteTable(routes: readonly Route[]): RouteTable {
  const rows = routes.map((route) => ({ ...route, pattern: toPattern(route.path) }));
  return {
    rows,
    methods: [...new Set(rows.flatMap((row) => (row.isForNodes === true ? [] : row.methods)))],
    find: (method, path) =>
      rows.find(({ methods, pattern }) => methods.includes(method) && pattern.test(path)),
    at(path) {
      const all = rows.filter(({ pattern }) => pattern.test(path));
      // The root has a row of its own, is a directory, and else is refused as a file is.
      if (path === '/') return all;
      const isFile = all[0]?.path === '*';
      const first = (isFile && all.find((row) => row.isDirectory === true)) || all[0];
      return rows.filter((row) => row.path === first?.path);
    },
  };
}

/** A path; `*` stands for anything, or nothing. */
function toPattern(path: string): RegExp {
  return new RegExp(`^${path.replaceAll('.', '\\.').replace('*', '.*')}$`, 'su');
}
