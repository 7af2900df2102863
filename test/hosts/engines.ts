import type { ProcessOptions } from '../support/process/start-process.ts';
import { bun, deno, node } from './engine-paths.ts';
import { nativeServer } from './start-program.ts';

/** Each engine that runs the program, and the command for it. */
export const engines: readonly (readonly ['node' | 'bun' | 'deno', readonly string[]])[] = [
  ['node', node],
  ['bun', bun],
  ['deno', deno],
];

/** The servers of the engines' own, and how a process of each is started. */
export const nativeServers: readonly (readonly [name: string, options: ProcessOptions])[] = [
  ['Bun.serve', { engine: bun, main: nativeServer }],
  ['Deno.serve', { engine: deno, main: nativeServer }],
];

/** All hosts of a node on a disk. */
export const processes: readonly (readonly [name: string, options: ProcessOptions])[] = [
  ...engines.map(([name, engine]) => [`the program on ${name}`, { engine }] as const),
  ...nativeServers,
];
