import { parseStoredName, type StoredName } from '../names/stored-name.ts';

/** The path of the log. The Python version wrote it under this name, too. */
export const tombstoneLogPath = 'deletion.log';
/** A byte order mark is part of a name like any other character. */
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The name in a line of the log, without its newline; `undefined` if it is none. */
export function parseLine(bytes: Uint8Array): StoredName | undefined {
  try {
    return parseStoredName(decoder.decode(bytes))?.name;
  } catch {
    return undefined;
  }
}
