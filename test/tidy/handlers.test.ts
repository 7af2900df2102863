import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const folder = fileURLToPath(new URL('../../handlers/', import.meta.url));
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => ({ file, text: readFileSync(folder + file, 'utf8') }));

function filesWith(pattern: RegExp): string[] {
  return files.filter(({ text }) => pattern.test(text)).map(({ file }) => file);
}

describe('the handlers', () => {
  test.each(files)('$file has a context after each request, and no name', ({ text }) => {
    const heads = text.match(/^export (?:async )?function \w+\([^)]*\)/gmu) ?? [];
    const others = heads.filter((head) => /: Request,\s*(?!\s|_?ctx\b|\{)/u.test(head));
    expect(others).toEqual([]);
  });

  test.each(['parseRequestName', 'parseStoredName', 'identifyCaller'])(
    '%s is called in one place, before they run',
    (name) => {
      expect(filesWith(new RegExp(`\\b${name}\\b`, 'u'))).toEqual(['request-context.ts']);
    },
  );

  test('know who sent a request by the caller, not by its headers', () => {
    const readers = filesWith(/parseAuthorization|'user-agent'|offerHeader|\.rolesOf\(/iu);
    expect(readers).toEqual([]);
  });
});
