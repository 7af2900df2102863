import { join } from 'node:path';
import { engineCache } from './engine-cache.ts';

const modules = join(engineCache, 'node_modules');

/** The commands that run a JavaScript file. */
export const node: readonly string[] = [process.execPath];
export const bun: readonly string[] = [join(modules, '.bin', 'bun')];
export const deno: readonly string[] = [join(modules, '.bin', 'deno'), 'run', '--allow-all'];

/** The module that starts workerd. */
export const miniflarePath = join(modules, 'miniflare', 'dist', 'src', 'index.js');
