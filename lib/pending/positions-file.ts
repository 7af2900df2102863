import type { Ballast } from '../disk/ballast.ts';
import type { FileSystem } from '../host/file-system.ts';
import type { Log } from '../host/log.ts';
import { arePositionsInPlace, readPositions, writePositions } from './peer-positions.ts';
import type { PositionStore } from './position-store.ts';

export interface PositionsFileOptions {
  readonly files: FileSystem;
  readonly ballast: Ballast;
  readonly log: Log;
}

/**
 * Opens `peers.json` in the queue directory. It is written when the positions have changed, and
 * when somebody has removed it.
 */
export async function openPositionsFile(options: PositionsFileOptions): Promise<PositionStore> {
  const { files, ballast, log } = options;
  let written = '';

  return {
    saved: await readPositions(files, log),
    async save(positions) {
      const text = JSON.stringify([...positions]);
      if (text === written && (await arePositionsInPlace(files))) return;
      // Without them no segment may be removed, and a disk that the journal has filled stays full.
      await ballast.releaseIfFull(() => writePositions(files, positions));
      written = text;
      await ballast.acquire();
    },
  };
}
