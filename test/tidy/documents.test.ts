import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readDocuments, repository } from '../support/process/documents.ts';

const documents = readDocuments();
const maxColumns = 100;
/** Code fences that may be used; of shells only the one whose commands are run. */
const languages = ['sh', 'text', 'js', 'ini', 'python', 'php', 'yaml', 'mermaid'];

function textOf(path: string): string {
  return documents.find((document) => document.path === path)?.text ?? '';
}

/** Without code blocks, and without the table that is generated from the flags. */
function proseOf(text: string): string {
  return withoutFlags(text).replace(/^```.*?^```$/gmsu, '');
}

function withoutFlags(text: string): string {
  return text.replace(/<!-- flags: begin -->.*<!-- flags: end -->/su, '');
}

describe('documents', () => {
  test.each(documents)('every link of $path leads somewhere', ({ path, text }) => {
    const links = [...proseOf(text).matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)/gu)];
    for (const [link, target = '', anchor] of links) {
      const file = target === '' ? path : join(dirname(path), target);
      expect(existsSync(join(repository, file)), link).toBe(true);
      if (anchor !== undefined) expect(anchorsOf(textOf(file)), link).toContain(anchor);
    }
  });

  test.each(documents)('every file that $path names is there', ({ text }) => {
    const names = [...proseOf(text).matchAll(/`([^`\n]+)`/gu)].map(([, name = '']) => name);
    const missing = names.filter((name) => isPath(name) && !isThere(name));
    expect(missing).toEqual([]);
  });

  test.each(documents)('$path names files with their folders', ({ text }) => {
    expect(proseOf(text).match(/`[\w-]+(?:\.test)?\.(?:ts|mjs|cts)`/gu) ?? []).toEqual([]);
  });

  test.each(documents)('no line of $path is longer than 100 columns', ({ text }) => {
    const lines = withoutFlags(text).split('\n');
    expect(lines.filter((line) => [...line].length > maxColumns)).toEqual([]);
  });

  test.each(documents)('$path has its code in blocks of known languages', ({ text }) => {
    const fences = [...text.matchAll(/^[ \t]*```.*$/gmu)].map(([fence]) => fence);
    const opening = fences.filter((_, index) => index % 2 === 0);
    const known = new RegExp(`^\`\`\`(?:${languages.join('|')})(?: not-run: \\S.*)?$`, 'u');
    expect(opening.filter((fence) => !known.test(fence.trimStart()))).toEqual([]);
    expect(fences.filter((fence) => /^\s/u.test(fence))).toEqual([]);
  });

  test.each(documents)('$path imports the package by its own name', ({ text }) => {
    const wrong =
      /(?:npx|npm install(?: --?\w+)*) cockatiel(?!-server)|from 'cockatiel(?!-server)/gu;
    expect(text.match(wrong) ?? []).toEqual([]);
  });

  test.each([
    ['README.md', 600],
    ['docs/architecture.md', 1500],
  ])('%s has at most %d words', (path, limit) => {
    const words = textOf(path).split(/\s+/u).filter(Boolean).length;
    expect(words).toBeGreaterThan(0);
    expect(words).toBeLessThanOrEqual(limit);
  });

  test('every document of docs/ is linked from README', () => {
    const links = [...textOf('README.md').matchAll(/\]\(([^)#]+)/gu)].map(([, link]) => link);
    const all = documents.map(({ path }) => path).filter((path) => path !== 'README.md');
    expect(all.filter((path) => !links.includes(path))).toEqual([]);
  });
});

describe('numbers in tests', () => {
  const tests = readdirSync(join(repository, 'test'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && path !== join('tidy', 'documents.test.ts'))
    .map((path) => ({ path, text: readFileSync(join(repository, 'test', path), 'utf8') }));

  test('every number of a hostile request is in docs/hostile-requests.md', () => {
    const rows = tests
      .filter(({ path }) => /^process\/(?:hostile-|client-limits)/u.test(path))
      .flatMap(({ text }) => rowNumbers.flatMap((pattern) => [...(text.match(pattern) ?? [])]));
    const entries = [...textOf('docs/hostile-requests.md').matchAll(/^- \*\*(\d+)\*\* /gmu)];
    expect(new Set(rows).size).toBeGreaterThan(80);
    expect([...new Set(rows)].filter((row) => !entries.some(([, n]) => n === row))).toEqual([]);
  });

  test('every number of a defect is in docs/legacy-defects.md', () => {
    const numbers = tests.flatMap(({ text }) => text.match(/\bU\d{1,2}\b(?=:)/gu) ?? []);
    const headings = new Set<string>(textOf('docs/legacy-defects.md').match(/(?<=^## )U\d+/gmu));
    expect(new Set(numbers).size).toBeGreaterThan(20);
    expect([...new Set(numbers)].filter((number) => !headings.has(number))).toEqual([]);
  });
});

/** As in `row: 41`, `? 41 : 'neighbour'`, `'41: title'`, `bad(41, […])` and `[41, 'name', …]`. */
const rowNumbers = [
  /(?<=\brow: )\d+/gu,
  /\d+(?= : 'neighbour')/gu,
  /(?<=['`])\d{1,3}(?=: )/gu,
  /(?<=\b(?!many)[a-z]\w*\()\d{1,3}(?=, ['[])/gu,
  /(?<=^ +\[)\d{1,3}(?=, ')/gmu,
];

/** The anchors that GitHub gives headings. */
function anchorsOf(text: string): string[] {
  return [...proseOf(text).matchAll(/^#+ (.*)$/gmu)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

const topFolders =
  'client|handlers|lib|runtime|test|bench|scripts|docs|examples|man|contrib|\\.ci|\\.github';

function isPath(name: string): boolean {
  return new RegExp(`^(?:${topFolders})/[\\w./*-]*$`, 'u').test(name);
}

/** A name may have `*` in its last part. */
function isThere(name: string): boolean {
  const path = join(repository, name);
  if (!name.includes('*')) return existsSync(path);
  const pattern = basename(name).replaceAll('.', '\\.').replaceAll('*', '.*');
  return readdirSync(dirname(path)).some((entry) => new RegExp(`^${pattern}$`, 'u').test(entry));
}
