import { bun, deno, node } from './engine-paths.ts';

/** Each engine that runs the program, and the command for it. */
export const engines: readonly (readonly ['node' | 'bun' | 'deno', readonly string[]])[] = [
  ['node', node],
  ['bun', bun],
  ['deno', deno],
];
