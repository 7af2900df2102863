import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { repository } from '../support/process/documents.ts';

const byTus = 'resumable-libraries';
const byForm = 'interrupted-libraries';

/** What the columns of the table are called in the tests, and where those are. */
const columns = [
  { library: 'tus-js-client', files: [byTus] },
  { library: 'Uppy', files: [byTus] },
  { library: 'Uppy', files: [byForm] },
  { library: 'Dropzone', files: [byForm] },
  { library: 'FilePond', files: [byForm, 'upload-libraries'] },
] as const;

function read(path: string): string {
  return readFileSync(join(repository, path), 'utf8');
}

function readTests(file: string): string {
  return read(`test/browser/${file}.test.ts`);
}

/** The titles of the tests of a file, and the guards that all of them run behind. */
function findShown(file: string): readonly string[] {
  const source = readTests(file);
  const titles = [...source.matchAll(/^ *test\('([^']+)'/gmu)].map(([, title = '']) => title);
  const list = /^const guards[^=]*= \[(.*)\];$/mu.exec(source)?.[1] ?? '';
  const guards = [...list.matchAll(/'([^']+)'/gu)].map(([, guard]) => guard);
  return [...titles, ...guards.map((guard) => `where the guard is: ${guard}`)];
}

const rows = [...read('docs/clients.md').matchAll(/^\| ([a-z].*) \|$/gmu)]
  .map(([, row = '']) => row.split(' | '))
  .map(([title = '', ...cells]) => ({ title, cells }))
  .filter(({ cells }) => cells.length === columns.length);

describe('the table of libraries in docs/clients.md', () => {
  test.each(rows)('has a test for each yes of: $title', ({ title, cells }) => {
    for (const [index, { library, files }] of columns.entries()) {
      const shown = files.flatMap(findShown);
      const isShown = shown.includes(title) || shown.includes(`${library} ${title}`);
      expect(cells[index], `${library} in ${files}`).toBe(isShown ? 'yes' : 'no');
    }
  });

  test.each([byTus, byForm])('has all tests of %s', (file) => {
    const shown = findShown(file);
    expect(shown.length).toBeGreaterThan(4);
    expect(shown.filter((title) => !rows.some((row) => row.title === title))).toEqual([]);
  });

  test.each(columns)('has only libraries that are tested: $library', ({ library, files }) => {
    expect(readTests(files[0])).toContain(`'${library}'`);
  });
});
