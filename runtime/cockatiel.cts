#!/usr/bin/env node
// CommonJS, because loading the first ES module already starts the thread pool, with its four
// threads. Half of what this program does waits for a disk: four slow reads must not hold up all
// the rest. A number that the user has set stands.
process.env['UV_THREADPOOL_SIZE'] ??= '8';
// Peers' URLs on the command line may hold secrets, and every user of the machine may list it.
process.title = 'cockatiel';
void import('./main.ts');
