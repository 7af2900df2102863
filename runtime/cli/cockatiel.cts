#!/usr/bin/env node
// CommonJS, because loading the first ES module already starts the thread pool, with its four
// threads. Half of what this program does waits for a disk: four slow reads must not hold up all
// the rest. A number that the user has set stands.
process.env['UV_THREADPOOL_SIZE'] ??= '8';
// Peers' URLs on the command line may hold secrets, and every user of the machine may list it.
process.title = 'cockatiel';
void load();

/**
 * The loader opens the files of a module and all that it imports at once. In portions a node starts
 * with 64 descriptors, as it runs with them.
 */
async function load(): Promise<void> {
  await import('../../lib/storage/file-storage.ts');
  await import('../../lib/journal/open-journal.ts');
  await import('../../lib/replication/peer-set.ts');
  await import('../../handlers/router.ts');
  await import('../node/peers/http-peer-link.ts');
  await import('../node/log.ts');
  await import('../node/http/server.ts');
  await import('./main.ts');
}
