// Files in a bucket of R2, as a Worker.
import { createR2Store } from 'cockatiel-server/r2';
import { createWorker, openWorkerNode } from 'cockatiel-server/workers';

export default createWorker(async ({ FILES, WRITE_SECRET }) => {
  if (!WRITE_SECRET) throw new Error('Set WRITE_SECRET: without it anybody could write.');
  return await openWorkerNode({
    store: createR2Store(FILES),
    secrets: { write: [WRITE_SECRET] },
  });
});
