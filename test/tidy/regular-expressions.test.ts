import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { analyse } from 'scslre';
import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** A regular expression where a value may begin; all of ours have the flag `u`. */
const literalPattern =
  /(?<=^|[(,=:!&|?[\s])\/(?![/*])((?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+)\/([dgimsy]*u[dgimsy]*)(?![\w/])/gmu;

interface Literal {
  readonly text: string;
  readonly source: string;
  readonly flags: string;
}

const sources = ['handlers', 'lib', 'runtime'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => [`${folder}/${file}`, readFileSync(join(root, folder, file), 'utf8')] as const),
);
const literals = sources.flatMap(([path, text]) =>
  literalsIn(text).map((literal) => [path, literal.text, literal] as const),
);

function literalsIn(text: string): Literal[] {
  return [...text.matchAll(literalPattern)].map(([literal, source = '', flags = '']) => ({
    text: literal,
    source,
    flags,
  }));
}

/** What makes an expression slower than its text is long, whatever it is used for. */
function faultsOf({ source, flags }: Literal): string[] {
  const reportTypes = { Move: true, Self: true, Trade: true };
  return analyse({ source, flags }, { reportTypes }).reports.map(({ type }) => type);
}

describe('the time of a regular expression is linear in its text', () => {
  test.each(literals)('%s: %s', (_path, _text, literal) => {
    expect(faultsOf(literal)).toEqual([]);
  });

  test('and all that there are were checked', () => {
    expect(literals.length).toBeGreaterThan(45);
    for (const [path, text] of sources) {
      const uses = text.match(/\/[dgimsy]*u[dgimsy]*(?=[.,;)]|\s*$)/gmu) ?? [];
      expect(literalsIn(text).length, path).toBeGreaterThanOrEqual(uses.length);
      // One that is put together begins where its text begins, and so fails but once.
      expect(text, path).not.toMatch(/\bRegExp\((?!`\^)/u);
    }
  });
});

test.each<[what: string, literal: string]>([
  ['a run that ends with what may be missing', '/[^\\s"]*@/gu'],
  ['blanks around a comma', '/[\\t ]*,[\\t ]*/u'],
  ['slashes at the end', '/\\/+$/u'],
  ['a run in a run', '/^(?:a+)+$/u'],
  ['two runs of the same', '/^a*a*$/u'],
])('%s would be found', (_what, text) => {
  const [literal] = literalsIn(`match(${text})`);
  expect(literal && faultsOf(literal)).not.toEqual([]);
});
