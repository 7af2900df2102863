import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { folderOrder, forbiddenImports } from './folder-order.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const maxFiles = 20;
const maxImports = 12;
const importPattern = /(?:\bfrom|\bimport\()\s*'(\.{1,2}\/[^']+)'/gu;

interface Source {
  readonly path: string;
  readonly folder: string;
  /** The paths of our own files that it imports. */
  readonly imports: readonly string[];
}

const sources: Source[] = ['client', 'handlers', 'lib', 'runtime'].flatMap((top) =>
  readdirSync(join(root, top), { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.c?ts$/u.test(path))
    .map((path) => join(top, path))
    .map((path) => ({ path, folder: dirname(path), imports: importsOf(path) })),
);

function importsOf(path: string): string[] {
  const text = readFileSync(join(root, path), 'utf8');
  const paths = [...text.matchAll(importPattern)].map(([, to = '']) => to);
  return [...new Set(paths)].map((to) => normalize(join(dirname(path), to)));
}

/** For each folder, those that it imports. */
const graph = new Map<string, Set<string>>(folderOrder.map((folder) => [folder, new Set()]));
for (const { folder, imports } of sources) {
  for (const to of imports.map((path) => dirname(path))) {
    if (to !== folder) graph.get(folder)?.add(to);
  }
}

/** What the linter forbids to one folder. */
interface Override {
  readonly includes: readonly string[];
  readonly linter: {
    readonly rules: {
      readonly style?: {
        readonly noRestrictedImports?: {
          readonly options: { readonly patterns: readonly { readonly group: readonly string[] }[] };
        };
      };
    };
  };
}

const { overrides } = JSON.parse(readFileSync(join(root, 'biome.json'), 'utf8')) as {
  readonly overrides: readonly Override[];
};

describe('the graph of folders', () => {
  test('is printed here, and has every folder in its order', () => {
    const lines = [...graph].map(([folder, to]) => `${folder} -> ${[...to].sort().join(' ')}`);
    process.stdout.write(`${lines.join('\n')}\n`);
    const folders = [...new Set(sources.map(({ folder }) => folder))].sort();
    expect([...folderOrder].sort()).toEqual(folders);
  });

  test.each([...graph])('%s imports nothing that comes after it', (folder, to) => {
    const position = folderOrder.indexOf(folder as never);
    const above = [...to].filter((other) => folderOrder.indexOf(other as never) > position);
    expect(above).toEqual([]);
  });

  test.each(folderOrder)('%s is kept in order by the linter', (folder) => {
    const rules = overrides
      .filter(({ includes }) => includes.includes(`${folder}/*.ts`))
      .map(({ linter }) => linter.rules.style?.noRestrictedImports?.options.patterns[0]?.group);
    expect(rules).toEqual([forbiddenImports(folder)]);
  });

  test.each(folderOrder)('%s has at most 20 files', (folder) => {
    const files = sources.filter((source) => source.folder === folder).map(({ path }) => path);
    expect(files.slice(maxFiles)).toEqual([]);
  });
});

describe('a file of source', () => {
  test.each(sources)('$path imports at most 12 others', ({ imports }) => {
    expect(imports.length).toBeLessThanOrEqual(maxImports);
  });
});
