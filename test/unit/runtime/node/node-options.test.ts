import { expect, it } from 'vitest';
import { resolveNodeOptions } from '../../../../runtime/node/node-options.ts';
import { readSettings } from '../../../support/process/read-settings.ts';

const directories = { storage: 'storage', queue: 'queue' };

it('every option but the directories has the default of its flag', () => {
  const { secretFiles, objectSecretFile, ...settings } = readSettings('');
  const { storage, queue } = settings;
  const { log, ...options } = resolveNodeOptions({ storage, queue });
  // What the flags have beside these is off by default, as it is where nothing is given.
  const off = {
    newStorage: false,
    verbose: false,
    allowedHosts: [],
    trustedProxies: [],
    forget: [],
  };
  expect({ ...off, ...options }).toEqual(settings);
});

it('an option that is undefined counts as not given', () => {
  const { log, ...expected } = resolveNodeOptions(directories);
  const port = undefined as unknown as number;
  const limits = { maxDepth: undefined as unknown as number };
  const { log: _log, ...options } = resolveNodeOptions({ ...directories, port, limits });
  expect(options).toEqual(expected);
});

it('an option that is given takes the place of its default', () => {
  const log = { error: () => undefined, warn: () => undefined, debug: () => undefined };
  const given = { ...directories, port: 0, fsync: false, peerUrls: ['http://peer'], log };
  expect(resolveNodeOptions({ ...given, limits: { maxDepth: 3 } })).toMatchObject({
    ...given,
    limits: { maxDepth: 3, maxRequests: 2048 },
  });
});

it('a mount that is no path is refused before anything is made', () => {
  expect(() => resolveNodeOptions({ ...directories, mount: 'files' })).toThrow('such as "/files"');
});
