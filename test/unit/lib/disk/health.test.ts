import { expect, it } from 'vitest';
import { createNodeHealth } from '../../../../lib/disk/health.ts';
import { systemError } from '../../../support/disk/memory-tree.ts';
import { silentLog } from '../../../support/node/silent-log.ts';

const fault = systemError('EIO', 'path');

it('one fault is forgiven', () => {
  const health = createNodeHealth(silentLog);
  const disk = health.watch('queue');
  disk.noteFault(fault);
  expect(health.readOnlyReason).toBeUndefined();
});

it('two faults in a row make the node read-only, and no success ends that', () => {
  const lines: string[] = [];
  const health = createNodeHealth({ ...silentLog, error: (message) => void lines.push(message) });
  const disk = health.watch('queue');
  disk.noteFault(fault);
  disk.noteFault(fault);
  disk.noteFault(systemError('EROFS', 'path'));
  disk.noteSuccess();
  expect(health.readOnlyReason).toMatch(/EIO/u);
  expect(health.readOnlyReason).not.toMatch('path');
  expect(lines).toEqual(['the node is read-only now']);
});

it('faults with a success between them do not make the node read-only', () => {
  const health = createNodeHealth(silentLog);
  const disk = health.watch('queue');
  disk.noteFault(fault);
  disk.noteSuccess();
  disk.noteFault(fault);
  expect(health.readOnlyReason).toBeUndefined();
});

it('a disk that is mounted read-only makes the node read-only at once', () => {
  const health = createNodeHealth(silentLog);
  const disk = health.watch('queue');
  disk.noteFault(systemError('EROFS', 'path'));
  expect(health.readOnlyReason).toMatch('EROFS');
});

it('a fault without a code counts too', () => {
  const health = createNodeHealth(silentLog);
  const disk = health.watch('queue');
  disk.noteFault(new Error('It broke.'));
  disk.noteFault(new Error('It broke.'));
  expect(health.readOnlyReason).toMatch('without a code');
});

const passing = ['ENOSPC', 'EDQUOT', 'EMFILE', 'ENFILE', 'ENOENT', 'ENOTDIR', 'EACCES', 'EPERM'];

it.each(passing)('%s says nothing about the disk', (code) => {
  const health = createNodeHealth(silentLog);
  const disk = health.watch('queue');
  for (let count = 0; count < 3; count += 1) disk.noteFault(systemError(code, 'path'));
  expect(health.readOnlyReason).toBeUndefined();
});

it('the success of one disk says nothing about the other', () => {
  const health = createNodeHealth(silentLog);
  const storage = health.watch('storage');
  storage.noteFault(fault);
  health.watch('queue').noteSuccess();
  storage.noteFault(fault);
  expect(health.readOnlyReason).toMatch('storage disk');
});
