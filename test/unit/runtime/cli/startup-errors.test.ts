import { expect, it } from 'vitest';
import { NoSpaceError, StorageMissingError } from '../../../../lib/errors/domain-errors.ts';
import { explainStartupError } from '../../../../runtime/cli/startup-errors.ts';

const settings = { storage: '/data/storage', queue: '/data/queue' } as Parameters<
  typeof explainStartupError
>[1];

function syncError(fields: object): Error {
  return Object.assign(new Error('it failed'), fields);
}

it.each(['EINVAL', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP'])(
  'a directory that can not be synced (%s) is named with its flag and --no-fsync',
  (code) => {
    for (const flag of ['storage', 'queue'] as const) {
      const path = `/data/${flag}/journal`;
      const explained = explainStartupError(syncError({ code, syscall: 'fsync', path }), settings);
      expect(explained?.message).toContain(`--${flag}: "/data/${flag}"`);
      expect(explained?.message).toContain('--no-fsync');
    }
  },
);

it('a file that can not be synced is on one of the two directories', () => {
  const error = syncError({ code: 'EINVAL', syscall: 'fdatasync' });
  expect(explainStartupError(error, settings)?.message).toMatch(/^--storage or .*--no-fsync/u);
});

it.each([
  { code: 'EIO', syscall: 'fsync' },
  { code: 'EINVAL', syscall: 'write' },
  { code: 'EINVAL' },
])('no other error is explained with --no-fsync: %j', (fields) => {
  expect(explainStartupError(syncError(fields), settings)?.message).not.toContain('--no-fsync');
});

it('without a queue all is about the storage', () => {
  const { storage } = settings;
  const error = syncError({ code: 'ENOSPC', message: 'ENOSPC: no space left on device, write' });
  for (const each of [error, syncError({ code: 'EACCES', path: '/elsewhere' })]) {
    const { message = '' } = explainStartupError(each, { storage, queue: undefined }) ?? {};
    expect(message).toMatch(/^--storage: "\/data\/storage" can't be used \([^()]+\)$/u);
  }
});

it.each([new NoSpaceError('too little'), new StorageMissingError('is it mounted?')])(
  'a refusal of the storage is explained: %s',
  (error) => {
    expect(explainStartupError(error, settings)?.message).toMatch(
      /^--storage: "\/data\/storage": /u,
    );
  },
);
