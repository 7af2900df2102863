import { fileURLToPath } from 'node:url';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { drawPlan } from './plan.ts';
import { type Outcome, runSeed } from './run-seed.ts';
import type { ScenarioKind } from './scenario-kinds.ts';

/** A worker's result for a seed. */
export interface SeedResult {
  readonly seed: number;
  readonly outcome: Outcome;
}

/**
 * Runs seeds on several threads; the results come in the order in which they are ready. When
 * `onResult` returns `false`, no more seeds are begun.
 */
export async function runSeeds(
  seeds: readonly number[],
  { workers, scenarios }: { workers: number; scenarios: readonly ScenarioKind[] },
  onResult: (result: SeedResult) => boolean,
): Promise<void> {
  let next = 0;
  let end = seeds.length;

  function runWorker(): Promise<void> {
    const worker = new Worker(fileURLToPath(import.meta.url), { workerData: scenarios });
    const post = (): void => {
      if (next < end) worker.postMessage(seeds[next]);
      else void worker.terminate();
      next += 1;
    };
    return new Promise((resolve, reject) => {
      worker.on('message', (result: SeedResult) => {
        if (!onResult(result)) end = 0;
        post();
      });
      worker.on('error', reject);
      worker.on('exit', () => resolve());
      post();
    });
  }

  await Promise.all(Array.from({ length: workers }, runWorker));
}

if (!isMainThread && parentPort !== null) {
  const port = parentPort;
  port.on('message', (seed: number) => {
    void runSeed({ plan: drawPlan(seed, workerData) }).then((outcome) =>
      port.postMessage({ seed, outcome }),
    );
  });
}
