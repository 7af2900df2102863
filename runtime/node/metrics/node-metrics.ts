import { findNotReady } from '../../../handlers/status/get-health.ts';
import type { Context } from '../../../lib/context.ts';
import { engine } from '../../engine/engine.ts';
import { type SeriesMaker, single } from './series.ts';

/** Bun and Deno also have a version of the Node.js that they are like. */
const engineVersion = process.versions[engine] ?? process.version;

/** Declares the metrics of a node and its files. */
export function addNodeMetrics(make: SeriesMaker, ctx: Context): void {
  const { inventory, storage, scrub, health, config } = ctx;
  make.gauge(
    'build_info',
    'Always 1; what runs is in the labels.',
    () => [[{ version: config.version, engine, engine_version: engineVersion }, 1]],
    ['version', 'engine', 'engine_version'],
  );
  make.gauge('ready', 'Whether /_ready is 200.', async () =>
    single((await findNotReady(ctx)) === undefined ? 1 : 0),
  );
  make.gauge('read_only', 'Whether the node takes no writes.', () =>
    single(health.readOnlyReason === undefined ? 0 : 1),
  );
  make.gauge('files', 'Stored files; absent while they are listed.', () =>
    single(inventory.isComplete ? inventory.stored.size : undefined),
  );
  make.gauge('stored_bytes', 'Size of the stored files; absent while they are counted.', () =>
    single(inventory.isComplete ? inventory.bytes.total : undefined),
  );
  make.gauge('tombstones', 'Names that were deleted; absent while files are listed.', () =>
    single(inventory.isComplete ? inventory.tombstones.size : undefined),
  );
  make.counter('damaged_total', 'Corrupt copies that were found.', () =>
    single(storage.quarantined.report().found),
  );
  make.gauge('damaged_files', 'Corrupt copies for which no intact one has come.', () =>
    single(storage.quarantined.report().kept),
  );
  make.gauge('scrub_progress_ratio', 'Share of the check of all files that is done.', () =>
    single(scrub.report()?.progress),
  );
}
