/** What runs the JavaScript of this program. */
export type Engine = 'node' | 'bun' | 'deno';

/** Tells the engine from `process.versions`; Bun and Deno name a version of Node there, too. */
export function engineOf(versions: Readonly<Record<string, string | undefined>>): Engine {
  if (versions['bun'] !== undefined) return 'bun';
  return versions['deno'] === undefined ? 'node' : 'deno';
}

/** The engine of this process. */
export const engine: Engine = engineOf(process.versions);
