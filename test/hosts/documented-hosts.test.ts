import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { repository } from '../support/process/documents.ts';
import { engineVersions } from './engine-cache.ts';
import { featureTable, reasonList } from './feature-table.ts';
import { gaps, type HostName } from './gaps.ts';

const text = readFileSync(join(repository, 'docs', 'hosts.md'), 'utf8');
/** Documents are wrapped; what they are compared with is not. */
const unwrapped = (lines: string): string => lines.replace(/\n {2}/gu, ' ');

test('docs/hosts.md has the table of what holds where', () => {
  expect(text).toContain(featureTable());
});

test.each(Object.keys(gaps) as HostName[])('docs/hosts.md lists what %s can not do', (host) => {
  const [, section = ''] = text.split(`\n## ${host}\n`);
  const [own = ''] = section.split('\n## ');
  expect(unwrapped(own)).toContain(reasonList(host));
});

test('docs/hosts.md names the versions that are tested', () => {
  const { bun, deno, miniflare } = engineVersions;
  for (const version of [bun, deno, miniflare]) expect(text).toContain(version);
});
