import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The directory of the project. */
export const root = fileURLToPath(new URL('../..', import.meta.url));

const leftOut = new Set(['node_modules', '.git', 'dist', 'coverage', 'data']);
const copies = new Set();

/** Does the work in a copy of the project that is gone afterwards; it shares the packages. */
export async function withWorkingCopy(work) {
  const directory = mkdtempSync(join(tmpdir(), 'cockatiel-mutant-'));
  copies.add(directory);
  try {
    const filter = (path) => !leftOut.has(relative(root, path));
    cpSync(root, directory, { recursive: true, filter });
    symlinkSync(join(root, 'node_modules'), join(directory, 'node_modules'));
    return await work(directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
    copies.delete(directory);
  }
}

/** Removes the copies that are left when a run is broken off. */
export function removeWorkingCopies() {
  for (const directory of copies) rmSync(directory, { recursive: true, force: true });
}

/** How often the text that a mutant replaces stands in its file: once, or the mutant is stale. */
export function countPlaces(directory, { file, from }) {
  return readFileSync(join(directory, file), 'utf8').split(from).length - 1;
}

/** Makes a mutant of the project in a directory. */
export function applyMutant(directory, { file, from, to }) {
  const path = join(directory, file);
  writeFileSync(path, readFileSync(path, 'utf8').split(from).join(to));
}
