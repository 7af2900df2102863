import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { mutants } from '../mutation/mutants.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Words of our own that gave way to the field's (docs/glossary.md), each with what to say now. */
const retired: readonly (readonly [RegExp, string])[] = [
  [/\banswer(?:s|ed|ing)?\b/u, 'response, responds'],
  [/\b(?:owe[sd]?|owing)\b/u, 'pending'],
  [/\btold\b/u, 'sent, acknowledged'],
  [/\bneedless\b/u, 'skipped'],
  [/\b(?:set|sets) aside\b/u, 'deferred'],
  [/\bheld record\b/u, 'unpublished record'],
  [/\bfrontier\b/u, 'high-water mark'],
  [/\b(?:sound|damaged)\b/u, 'intact, corrupt'],
  [/\b(?:settled copy|settled copies)\b/u, 'committed'],
  [/\bvouch(?:er|ers|es|ed)?\b/u, 'mark verified'],
  [/\bdistrust\b/u, 'invalidate'],
  [/\b(?:upload )?room\b/u, 'free space'],
  [/\barrivals?\b/u, 'single-flight transfer'],
  [/\ballowance\b/u, 'rate limiter'],
  [/\bgives? back\b/u, 'refund'],
  [/\bclose[sd]? gently\b/u, 'lingering close'],
  [/\blook(?:s|ed)? up\b/u, 'stat'],
  [/\b(?:this|earlier|last) (?:life|lives)\b/u, 'this process, before the last restart'],
  [/\bthe original\b/u, 'the Python version'],
  [/\bat a stroke\b/u, 'atomically'],
  [/\bcomes? again\b/u, 'retry later'],
  [/\bdeleted for good\b/u, 'tombstone'],
  [/\banew\b/u, 'again, rewrite'],
  [/\bby turns\b/u, 'alternately'],
  [/\bstrangers?\b/u, 'unidentified'],
];

function filesIn(top: string, pattern: RegExp): string[] {
  return readdirSync(join(root, top), { recursive: true, encoding: 'utf8' })
    .filter((path) => pattern.test(path))
    .map((path) => join(top, path));
}

const files = ['client', 'handlers', 'lib', 'runtime'].flatMap((top) => filesIn(top, /\.c?ts$/u));
const testFiles = filesIn('test', /\.test\.ts$/u);

/** Public names of old that stay until 2.0, beside a new one (docs/http-api.md, peers.json). */
const deprecated = new Set(['setAside']);

/** An identifier as its words, `peerAnswer` as `peer answer`. */
function wordsOf(identifier: string): string {
  return identifier.replace(/(?<=[a-z\d])(?=[A-Z])/gu, ' ').toLowerCase();
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gmu, '');
}

/** What others can see of a file: the names it exports, and the members of its interfaces. */
function publicNames(text: string): string[] {
  const code = withoutComments(text);
  const exported = [
    ...code.matchAll(/^export (?:async )?(?:function|const|interface|type|class) (\w+)/gmu),
  ].map(([, name = '']) => name);
  const members = [...code.matchAll(/^export interface [\s\S]*?^\}/gmu)].flatMap(([body]) =>
    [...body.matchAll(/^ {2}(?:readonly )?(\w+)\??[:(<]/gmu)].map(([, name = '']) => name),
  );
  return [...exported, ...members].filter((name) => !deprecated.has(name)).map(wordsOf);
}

const literal = /'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)"|`((?:[^`\\]|\\.)*)`/u.source;

function textsOf(text: string, pattern: string): string[] {
  const found = withoutComments(text).matchAll(new RegExp(pattern, 'gu'));
  return [...found].map(([, single, double, template]) => single ?? double ?? template ?? '');
}

/** Log lines, error bodies and help: every text with a blank in it. */
function sentences(text: string): string[] {
  return textsOf(text, literal).filter((sentence) => sentence.includes(' '));
}

/** The titles of tests and groups of tests, also of those that run once for each row. */
function titles(text: string): string[] {
  return textsOf(text, `(?:\\b(?:describe|it|test)(?:\\.\\w+)*\\(|\\)\\()\\s*(?:${literal})`);
}

function retiredIn(texts: readonly string[]): string[] {
  return texts.flatMap((text) =>
    retired
      .filter(([word]) => word.test(text.toLowerCase()))
      .map(([, instead]) => `${text} (say: ${instead})`),
  );
}

describe('no retired word comes back', () => {
  test.each(files)('in a name or a text of %s', (path) => {
    const text = readFileSync(join(root, path), 'utf8');
    expect(retiredIn([...publicNames(text), ...sentences(text)])).toEqual([]);
  });

  test.each(testFiles)('in a test title of %s', (path) => {
    expect(retiredIn(titles(readFileSync(join(root, path), 'utf8')))).toEqual([]);
  });

  test('in the name of a mutant', () => {
    expect(retiredIn(mutants.map(({ name }) => name))).toEqual([]);
  });

  test('unnoticed: every test title is checked, plain or of a table', () => {
    const text = [
      ...['describe', 'it', 'test.skipIf(true)'].map((call) => `${call}('owed', () => {});\n`),
      ...['it.each([1])', 'test.for([1])'].map(
        (call) => `${call}(\n  "told's", async () => {});\n`,
      ),
      ...['describe.concurrent', 'test.only'].map((call) => `${call}(\`sound\`, () => {});\n`),
    ].join('');
    expect(retiredIn(titles(text))).toHaveLength(7);
    for (const path of testFiles) {
      const file = readFileSync(join(root, path), 'utf8');
      expect(titles(file).length, path).toBeGreaterThan(0);
    }
  });

  test('unnoticed: names, log lines and error bodies are all looked through', () => {
    const text = [
      'export interface PeerAnswer {\n  readonly owed: number;\n}\n',
      "log.warn('a peer was told of it');\n",
      'throw new HttpError(503, `Come again, please.`);\n',
    ].join('');
    const found = retiredIn([...publicNames(text), ...sentences(text)]);
    expect(found).toHaveLength(4);
  });
});
