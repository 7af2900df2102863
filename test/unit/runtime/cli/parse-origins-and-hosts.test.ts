import { expect, test } from 'vitest';
import type { Settings } from '../../../../runtime/cli/parse-settings.ts';
import { readSettings as read } from '../../../support/process/read-settings.ts';

test.each<[line: string, env: NodeJS.ProcessEnv, settings: Partial<Settings>]>([
  ['--cors-origin https://a --cors-origin=*', {}, { corsOrigins: ['https://a', '*'] }],
  ['--allowed-host a.example --allowed-host=*', {}, { allowedHosts: ['a.example', '*'] }],
  ['--allowed-host=', {}, { allowedHosts: [] }],
  ['', { COCKATIEL_ALLOWED_HOST: 'a.example b' }, { allowedHosts: ['a.example', 'b'] }],
  ['--allowed-host c', { COCKATIEL_ALLOWED_HOST: 'a b' }, { allowedHosts: ['c'] }],
])('"%s" with %j is understood', (line, env, settings) => {
  expect(read(line, env)).toMatchObject(settings);
});

test.each(['http://a.example', 'a.example:80', '*.a.example', 'a.example/b', 'a\\b', 'u@a', 'a%'])(
  'an allowed host "%s" is refused by name',
  (host) => {
    expect(() => read(`--allowed-host ${host}`)).toThrow(/^--allowed-host: /u);
  },
);
