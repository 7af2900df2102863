import type { Ballast } from '../disk/ballast.ts';
import type { FileSystem } from '../host/file-system.ts';
import { arePositionsInPlace, type PeerPositions, writePositions } from './peer-positions.ts';

/** The file that remembers how far each peer is. */
export interface PositionsFile {
  /** Writes the positions durably, unless they are what was written last and still in place. */
  save(positions: PeerPositions): Promise<void>;
}

export interface PositionsFileOptions {
  readonly files: FileSystem;
  readonly ballast: Ballast;
}

export function createPositionsFile({ files, ballast }: PositionsFileOptions): PositionsFile {
  let written = '';

  return {
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
