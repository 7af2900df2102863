#!/usr/bin/env node
// CommonJS, because loading the first ES module already starts the thread pool, with its four
// threads. Half of what this program does waits for a disk: four slow reads must not hold up all
// the rest. A number that the user has set stands.
process.env['UV_THREADPOOL_SIZE'] ??= '8';
void import('./main.ts');
