import { readSmallFile } from '../disk/read-small-file.ts';
import { replaceFile } from '../disk/replace-file.ts';
import type { FileSystem } from '../host/file-system.ts';
import type { PlaceStore } from './scrub-place.ts';

const path = 'scrub.json';
const maxBytes = 4096;

/** Keeps the place of the scrub in the queue directory. */
export function createPlaceFile(queue: FileSystem): PlaceStore {
  return {
    read: () => readSmallFile(queue, path, maxBytes),
    write: (text) => replaceFile(queue, path, text),
  };
}
