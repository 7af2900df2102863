import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from '../process/documents.ts';

/**
 * The blocks of commands below a heading of a document, first to last, also those that are marked
 * as not run: other tests run what needs nothing but the program. A block of a part that has a
 * heading of its own is none of these.
 */
export function commandsUnder(path: string, heading: string): string[] {
  const text = readFileSync(join(repository, path), 'utf8');
  const start = text.indexOf(`\n${heading}\n`);
  if (start < 0) throw new Error(`${path} has no heading "${heading}"`);
  const [part = ''] = text.slice(start + heading.length + 2).split(/^## |^### /mu);
  return [...part.matchAll(/^```sh(?: not-run: [^\n]*)?\n(.*?)^```$/gmsu)].map(
    ([, block = '']) => block,
  );
}

/** Commands that install something else in place of the package from npm: a file, say. */
export function installInstead(commands: string, what: string): string {
  return commands.replace(/(?<=^npm install(?: --global)? )cockatiel-server$/gmu, what);
}
