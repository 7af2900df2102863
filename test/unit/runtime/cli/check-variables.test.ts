import { expect, test } from 'vitest';
import { checkVariables } from '../../../../runtime/cli/check-variables.ts';
import { readSettings } from '../../../support/process/read-settings.ts';

/** What Kubernetes sets for a service called cockatiel with a named port. */
const serviceLinks = {
  COCKATIEL_PORT: 'tcp://10.96.0.12:8080',
  COCKATIEL_PORT_8080_TCP: 'tcp://10.96.0.12:8080',
  COCKATIEL_PORT_8080_TCP_ADDR: '10.96.0.12',
  COCKATIEL_PORT_8080_TCP_PORT: '8080',
  COCKATIEL_PORT_8080_TCP_PROTO: 'tcp',
  COCKATIEL_SERVICE_HOST: '10.96.0.12',
  COCKATIEL_SERVICE_PORT: '8080',
  COCKATIEL_SERVICE_PORT_HTTP: '8080',
  COCKATIEL_NODE_PORT: 'udp://10.96.0.13:8080',
  COCKATIEL_NODE_SERVICE_HOST: '10.96.0.13',
};

/** What Docker sets beside these for `--link files:cockatiel` and `--link files:cockatiel-node`. */
const dockerLinks = {
  COCKATIEL_NAME: '/web/cockatiel',
  COCKATIEL_ENV_PATH: '/usr/local/bin:/usr/bin',
  COCKATIEL_ENV_COCKATIEL_PORT: '81',
  COCKATIEL_ENV_EMPTY: '',
  COCKATIEL_NODE_NAME: '/web_1.a-b/cockatiel-node',
  COCKATIEL_NODE_ENV_NODE_VERSION: '22.1.0',
};

test('what Docker sets for a link has no effect, and is not unknown', () => {
  expect(readSettings('', dockerLinks)).toEqual(readSettings('', {}));
  expect(checkVariables(dockerLinks)).toEqual({
    serviceLinks: Object.keys(dockerLinks),
    unknown: [],
  });
});

test.each<[name: string, value: string]>([
  ['COCKATIEL_NAME', 'files'],
  ['COCKATIEL_NAME', '/files'],
  ['COCKATIEL_NAME', ''],
  ['COCKATIEL_NAMES', '/web/cockatiel'],
  ['COCKATIEL_ENV', 'production'],
  ['COCKATIEL_ENV_', 'production'],
  ['COCKATIEL_ENVIRONMENT', 'production'],
])('%s=%s is of no link', (name, value) => {
  expect(checkVariables({ [name]: value }).unknown).toMatchObject([{ name }]);
});

test('the variables of a service link set no port, and are not unknown', () => {
  expect(readSettings('', serviceLinks).port).toBe(8080);
  expect(readSettings('--port 81', serviceLinks).port).toBe(81);
  expect(checkVariables(serviceLinks)).toEqual({
    serviceLinks: Object.keys(serviceLinks),
    unknown: [],
  });
});

test.each<[name: string, similar: string | undefined]>([
  ['COCKATIEL_PROT', 'COCKATIEL_PORT'],
  ['COCKATIEL_NODES', 'COCKATIEL_NODE'],
  ['COCKATIEL_MAXSIZE', 'COCKATIEL_MAX_SIZE'],
  ['COCKATIEL_WRITE_SECRETS', 'COCKATIEL_WRITE_SECRET'],
  ['COCKATIEL_NONSENSE', undefined],
  ['COCKATIEL_FSYNC', undefined],
])('%s is unknown, and %s is similar', (name, similar) => {
  expect(checkVariables({ [name]: 'S3CRET' }).unknown).toEqual([{ name, similar }]);
});

test('the variables of flags and secrets, and those of others, are not reported', () => {
  const env = { COCKATIEL_PORT: '81', COCKATIEL_READ_SECRET: 'a', COCKATIEL_NODE: '', PORT: '1' };
  expect(checkVariables(env)).toEqual({ serviceLinks: [], unknown: [] });
});
