import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { roles } from '../../lib/access/access.ts';
import { checkVariables } from '../../runtime/cli/check-variables.ts';
import { readDocuments, repository } from '../support/process/documents.ts';

const folder = 'contrib/systemd';
const read = (name: string): string => readFileSync(join(repository, folder, name), 'utf8');
const unit = read('cockatiel.service');
const settings = read('cockatiel.default');

function valuesOf(key: string): string[] {
  return [...unit.matchAll(new RegExp(`^${key}=(.*)$`, 'gmu'))].map(([, value = '']) => value);
}

test('every variable of the unit, and of its settings, is known', () => {
  const pairs = [
    ...valuesOf('Environment'),
    ...[...settings.matchAll(/^#?(COCKATIEL_\w+=.*)$/gmu)].map(([, pair = '']) => pair),
  ];
  const names = pairs.map((pair) => pair.split('=')[0] ?? '');
  expect(names.length).toBeGreaterThan(5);
  const variables = Object.fromEntries(names.map((name) => [name, '1']));
  expect(checkVariables(variables)).toEqual({ serviceLinks: [], unknown: [] });
});

test('the unit loads the secrets of every role', () => {
  const credentials = roles.map((role) => `cockatiel-${role}-secret`);
  expect(valuesOf('LoadCredential').toSorted()).toEqual(credentials.toSorted());
  expect(
    credentials.filter((name) => !unit.includes(`# ${name}`) && !unit.includes(` ${name}`)),
  ).toEqual([]);
});

test('the unit says where its settings are, and so do they', () => {
  const [path = ''] = valuesOf('EnvironmentFile');
  expect(path).toBe('-/etc/default/cockatiel');
  expect(settings).toContain(path.slice(1));
});

test('there is no other unit', () => {
  const others = readDocuments().filter(({ text }) => /^\[Install\]$/mu.test(text));
  expect(others.map((document) => document.path)).toEqual([]);
});
