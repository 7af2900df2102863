import { expect, test } from 'vitest';
import { parseCommandLine } from '../../../../runtime/cli/parse-command-line.ts';
import { parseSettings, type Settings } from '../../../../runtime/cli/parse-settings.ts';

function read(line: string, env: NodeJS.ProcessEnv = {}): Settings {
  const command = parseCommandLine(line === '' ? [] : line.split(' '), env);
  if (command.run !== 'serve') throw new Error(`"${line}" does not serve`);
  return parseSettings(command.raw);
}

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
