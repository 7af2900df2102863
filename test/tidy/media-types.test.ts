import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import otherTypes from 'mime/types/other.js';
import standardTypes from 'mime/types/standard.js';
import { expect, test } from 'vitest';
import { contentType, isActiveContent, isText } from '../../lib/http/content-type.ts';
import { repository } from '../support/process/documents.ts';

const read = (file: string): string => readFileSync(join(repository, 'contrib', file), 'utf8');
const unknown = contentType('');
const written = [standardTypes, otherTypes].flatMap((all) => Object.values(all).flat());
const extensions = [...new Set([...written.map((one) => one.replace('*', '')), 'tgz'])].sort();
const known = extensions.filter((extension) => contentType(extension) !== unknown);
const update = 'npm run docs writes them again';

test('contrib/nginx/types.conf has the types of the node', () => {
  const [, block = '', texts = ''] =
    /^types \{\n(.*?)\n\}\n.*^charset_types\n(.*?);$/msu.exec(read('nginx/types.conf')) ?? [];
  const rows = [...block.matchAll(/^ {4}(\S+) (.+);$/gmu)].flatMap(([, type = '', list = '']) =>
    list.split(' ').map((extension) => [extension, type]),
  );
  expect(Object.fromEntries(rows), update).toEqual(
    Object.fromEntries(known.map((extension) => [extension, contentType(extension)])),
  );
  expect(rows).toHaveLength(known.length);
  // nginx has text/html in its list already.
  expect(['text/html', ...texts.trim().split(/\s+/u)].sort(), update).toEqual(
    [...new Set(known.map((extension) => contentType(extension)).filter(isText))].sort(),
  );
});

test('contrib/caddy/types has them too, and what a browser could run', () => {
  const rows = [...read('caddy/types').matchAll(/^\.(\S+) (.+) (active|inert)$/gmu)];
  const listed = rows.map(([, extension, type, activity]) => [extension, `${type} ${activity}`]);
  expect(Object.fromEntries(listed), update).toEqual(
    Object.fromEntries(
      known.map((extension) => {
        const type = contentType(extension);
        const whole = isText(type) ? `"${type}; charset=utf-8"` : type;
        return [extension, `${whole} ${isActiveContent(type) ? 'active' : 'inert'}`];
      }),
    ),
  );
  expect(read('caddy/types')).toMatch(/^default application\/octet-stream active$/mu);
});
