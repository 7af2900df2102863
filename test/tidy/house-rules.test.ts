import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

function sourcesIn(...folders: string[]): { path: string; text: string }[] {
  return folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts'))
      .map((path) => join(folder, path))
      .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') })),
  );
}

/** What would let time, chance or a host into code that must give the same result on every run. */
const hiddenInputs = [
  /\bDate\.now\b/u,
  /\bnew Date\(\s*\)/u,
  /\bMath\.random\b/u,
  /\bcrypto\.(?:subtle|randomUUID|getRandomValues)\b/u,
  /\bperformance\.now\b/u,
  /\bset(?:Timeout|Interval|Immediate)\b/u,
  /\bAbortSignal\.timeout\b/u,
  /\bglobalThis\b/u,
];

describe('the house rules that no linter knows', () => {
  test.each(sourcesIn('handlers', 'lib'))(
    '$path gets time and random numbers from its context',
    ({ text }) => {
      const found = hiddenInputs.filter((pattern) => pattern.test(text));
      expect(found).toEqual([]);
    },
  );

  test.each(sourcesIn('client', 'handlers', 'lib', 'runtime'))(
    '$path has no line over 100 characters',
    ({ text }) => {
      const long = text.split('\n').filter((line) => line.length > 100);
      expect(long).toEqual([]);
    },
  );

  test('only the router knows itty-router', () => {
    const importers = sourcesIn('handlers', 'lib', 'runtime').filter(({ text }) =>
      /from 'itty-router'/u.test(text),
    );
    expect(importers.map(({ path }) => path)).toEqual(['handlers/router.ts']);
  });

  test('only stored-name.ts makes stored names', () => {
    const makers = sourcesIn('client', 'handlers', 'lib', 'runtime').filter(({ text }) =>
      /\bas StoredName\b(?!\[)/u.test(text),
    );
    expect(makers.map(({ path }) => path)).toEqual(['lib/names/stored-name.ts']);
  });
});
