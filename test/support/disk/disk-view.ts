import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';

/** The names of all files in a storage directory, without the server's own. */
export function listStored(storage: string, directory = ''): string[] {
  return readdirSync(join(storage, directory), { withFileTypes: true }).flatMap((entry) => {
    const name = directory === '' ? entry.name : `${directory}/${entry.name}`;
    if (name === '.cockatiel') return [];
    return entry.isDirectory() ? listStored(storage, name) : [name];
  });
}

/** What lies in the staging directory: bodies that have no name yet. */
export function listStaged(storage: string): string[] {
  return readdirSync(join(storage, '.cockatiel', 'staging'));
}

/** The transfers of large files that are under way, or have broken off and can be resumed. */
export function listPartials(storage: string): string[] {
  return readdirSync(join(storage, '.cockatiel', 'partial'));
}

/** The operations in the journal, as `PUT <name>` and `DELETE <name>`; a torn last line is none. */
export function readJournal(queue: string): Set<string> {
  const directory = join(queue, 'journal');
  const segments = readdirSync(directory).filter((name) => name.endsWith('.log'));
  const lines = segments.flatMap((name) =>
    readFileSync(join(directory, name), 'utf8').split('\n').slice(0, -1),
  );
  return new Set(
    lines.map((line) => {
      const { op, name } = JSON.parse(line.slice(line.indexOf('{'))) as Record<string, string>;
      return `${op} ${name}`;
    }),
  );
}

export function sha1(bytes: Uint8Array | string): string {
  return createHash('sha1').update(bytes).digest('hex');
}

/** How many descriptors a process has open, sockets too. Only Linux tells. */
export function countOpenFiles(processId: number | undefined): number {
  return readdirSync(`/proc/${processId}/fd`).length;
}

/** The files below a directory that a process has open. Only Linux tells. */
export function listOpenFiles(processId: number | undefined, directory: string): string[] {
  const links = `/proc/${processId}/fd`;
  const targets = readdirSync(links).map((name) => readLinkIfThere(join(links, name)));
  return targets.filter((target) => target.startsWith(directory)).sort();
}

function readLinkIfThere(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}
