import type { EarlySignals } from './early-signals.cts';

const { handleEarlySignals } = require('./early-signals.cjs') as EarlySignals;
handleEarlySignals();
// CommonJS, because loading the first ES module starts the thread pool, with four threads by
// default. Half of what this program does waits for a disk, and four slow reads must not block
// everything else. A number that the user has set stays.
process.env['UV_THREADPOOL_SIZE'] ??= '8';
// Peers' URLs on the command line may hold secrets, and every user of the machine can list it.
process.title = 'cockatiel';
void loadProgram();

/**
 * Loads and runs the program. The loader opens the files of a module and of all its imports at
 * once; loaded in portions, a node can start with 64 file descriptors.
 */
async function loadProgram(): Promise<void> {
  await import('../../lib/storage/file-storage.ts');
  await import('../../lib/journal/open-journal.ts');
  await import('../../lib/replication/peer-set.ts');
  await import('../../handlers/router.ts');
  await import('../node/peers/http-peer-link.ts');
  await import('../node/log/log.ts');
  await import('../node/http/server.ts');
  await import('./main.ts');
}
