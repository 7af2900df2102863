import { expect, test } from 'vitest';
import { readSettings as read } from '../../../support/process/read-settings.ts';

test.each<[line: string, env: NodeJS.ProcessEnv, trustedProxies: readonly string[]]>([
  ['', {}, []],
  ['--trusted-proxy 10.0.0.1 --trusted-proxy=fd00::/8', {}, ['10.0.0.1', 'fd00::/8']],
  ['--trusted-proxy 10.0.0.1,10.1.0.0/16', {}, ['10.0.0.1', '10.1.0.0/16']],
  ['', { COCKATIEL_TRUSTED_PROXY: '10.0.0.1 ::1' }, ['10.0.0.1', '::1']],
  ['--trusted-proxy=', { COCKATIEL_TRUSTED_PROXY: '10.0.0.1' }, []],
])('"%s" with %j is understood', (line, env, trustedProxies) => {
  expect(read(line, env)).toMatchObject({ trustedProxies });
});

test.each(['localhost', '10.0.0', '10.0.0.1/33', '*', '[::1]', '10.0.0.1:80', 'unix'])(
  'a proxy "%s" is refused by name',
  (proxy) => {
    const message = `--trusted-proxy: "${proxy}" is neither an IP address nor a CIDR block`;
    expect(() => read(`--trusted-proxy ${proxy}`)).toThrow(message);
  },
);
