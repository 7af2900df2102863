import { expect, test } from 'vitest';
import type { Settings } from '../../../../runtime/cli/parse-settings.ts';
import { defaultLimits, type Limits } from '../../../../runtime/node/limits.ts';
import { readSettings as read } from '../../../support/process/read-settings.ts';

test('without flags the defaults of the Python version hold', () => {
  expect(read('')).toEqual({
    host: '0.0.0.0',
    port: 8080,
    storage: './data/storage',
    queue: './data/queue',
    newStorage: false,
    publicUrl: '',
    peerUrls: [],
    forget: [],
    forgetAfterMs: 14 * 24 * 60 * 60 * 1000,
    scrubPeriodMs: 30 * 24 * 60 * 60 * 1000,
    proxy: undefined,
    concurrency: 16,
    maxSizeBytes: Infinity,
    maxConnections: 4096,
    cacheBytes: 64 * 1024 * 1024,
    idleTimeoutMs: 60_000,
    keepAliveTimeoutMs: 65_000,
    secretFiles: { read: undefined, write: undefined, cluster: undefined },
    corsOrigins: [],
    allowedHosts: [],
    limits: defaultLimits,
    fsync: true,
    verbose: false,
  });
});

test.each<[line: string, settings: Partial<Settings>]>([
  ['serve', { port: 8080 }],
  ['serve --port 81', { port: 81 }],
  ['--port 81', { port: 81 }],
  ['--port=81', { port: 81 }],
  ['-p 81', { port: 81 }],
  ['-p81', { port: 81 }],
  ['-p=81', { port: 81 }],
  ['-p 0', { port: 0 }],
  ['-v -v', { verbose: true }],
  ['-H ::1', { host: '::1' }],
  ['-H127.0.0.1', { host: '127.0.0.1' }],
  ['--host node-1.example.org', { host: 'node-1.example.org' }],
  ['-v', { verbose: true }],
  ['--verbose', { verbose: true }],
  ['-vp 81', { verbose: true, port: 81 }],
  ['-v serve -p 81', { verbose: true, port: 81 }],
  ['--storage 007 --queue 1e3', { storage: '007', queue: '1e3' }],
  ['--storage=007 --queue=0x10', { storage: '007', queue: '0x10' }],
  ['--storage true', { storage: 'true' }],
  ['--storage a=b', { storage: 'a=b' }],
  ['--storage==a', { storage: '=a' }],
  ['--url=', { publicUrl: '' }],
  ['--url http://cdn.example.org/media/', { publicUrl: 'http://cdn.example.org/media' }],
  ['--node http://a --node=https://u:s@b:81/m/', { peerUrls: ['http://a', 'https://u:s@b:81/m/'] }],
  ['--node http://a --node http://a', { peerUrls: ['http://a'] }],
  ['--url http://a --node=', { peerUrls: [] }],
  ['--url http://a:80/ --node http://A --node http://b', { peerUrls: ['http://b'] }],
  ['--url http://a --node http://any:s3cret@a --node http://b', { peerUrls: ['http://b'] }],
  ['--proxy http://proxy:3128', { proxy: 'http://proxy:3128' }],
  ['--max-size 0', { maxSizeBytes: 0 }],
  ['--max-size 5k', { maxSizeBytes: 5120 }],
  ['--max-size=2G', { maxSizeBytes: 2 * 1024 ** 3 }],
  ['--max-connections 9', { maxConnections: 9 }],
  ['--idle-timeout 1', { idleTimeoutMs: 1000 }],
  ['--keep-alive-timeout 1', { keepAliveTimeoutMs: 1000 }],
  ['--keep-alive-timeout 620', { keepAliveTimeoutMs: 620_000 }],
  ['--keep-alive-timeout 86400', { keepAliveTimeoutMs: 86_400_000 }],
  ['--write-secret-file w', { secretFiles: { write: 'w', read: undefined, cluster: undefined } }],
  [
    '--read-secret-file r --cluster-secret-file 7',
    { secretFiles: { write: undefined, read: 'r', cluster: '7' } },
  ],
  ['--no-fsync', { fsync: false }],
])('"%s" is understood', (line, settings) => {
  expect(read(line)).toMatchObject(settings);
});

test.each<[line: string, limits: Partial<Limits>]>([
  ['--min-free 0', { minFreeBytes: 0 }],
  ['--max-requests 9', { maxRequests: 9 }],
  ['--max-header-size 8k', { maxHeaderBytes: 8192 }],
  ['--max-name 64', { maxNameBytes: 64 }],
  ['--max-depth 1', { maxDepth: 1 }],
  ['--unknown-deletes 0', { unknownDeletesPerSecond: 0 }],
  ['--unknown-deletes 5', { unknownDeletesPerSecond: 5 }],
  ['--min-rate 0', { minBytesPerSecond: 0 }],
  ['--min-rate 2k', { minBytesPerSecond: 2048 }],
  ['--min-free 10G', { minFreeBytes: 10 * 1024 ** 3 }],
])('"%s" is understood as a limit', (line, limits) => {
  expect(read(line).limits).toEqual({ ...defaultLimits, ...limits });
});

test.each<[env: NodeJS.ProcessEnv, line: string, settings: Partial<Settings>]>([
  [{ COCKATIEL_PORT: '81' }, '', { port: 81 }],
  [{ COCKATIEL_PORT: '81' }, '--port 82', { port: 82 }],
  [{ COCKATIEL_PORT: 'x' }, '--port 82', { port: 82 }],
  [{ COCKATIEL_HOST: '::1', COCKATIEL_STORAGE: '007' }, '', { host: '::1', storage: '007' }],
  [{ COCKATIEL_NODE: ' http://a  http://b ' }, '', { peerUrls: ['http://a', 'http://b'] }],
  [{ COCKATIEL_NODE: 'http://a,http://b' }, '', { peerUrls: ['http://a', 'http://b'] }],
  [{ COCKATIEL_NODE: 'http://a, http://b,' }, '', { peerUrls: ['http://a', 'http://b'] }],
  [
    { COCKATIEL_NODE: 'http://u:1,2@a/m,n,HTTPS://b' },
    '',
    { peerUrls: ['http://u:1,2@a/m,n', 'HTTPS://b'] },
  ],
  [{}, '--node http://a,http://b', { peerUrls: ['http://a', 'http://b'] }],
  [{}, '--forget http://a,http://b', { forget: ['http://a', 'http://b'] }],
  [{}, '--cors-origin http://a,http://b', { corsOrigins: ['http://a', 'http://b'] }],
  [{ COCKATIEL_ALLOWED_HOST: 'a,b c' }, '', { allowedHosts: ['a', 'b', 'c'] }],
  [{ COCKATIEL_NODE: 'http://a http://b' }, '--node http://c', { peerUrls: ['http://c'] }],
  [{ COCKATIEL_PORT: '', COCKATIEL_STORAGE: '' }, '', { port: 8080, storage: './data/storage' }],
  [{ COCKATIEL_NODE: '' }, '', { peerUrls: [] }],
  [{ COCKATIEL_URL: '', COCKATIEL_PROXY: '' }, '', { publicUrl: '', proxy: undefined }],
  [{ COCKATIEL_MAX_SIZE: '1M' }, '', { maxSizeBytes: 1024 ** 2 }],
  [{ COCKATIEL_MIN_FREE: '1k' }, '', { limits: { ...defaultLimits, minFreeBytes: 1024 } }],
  [{ COCKATIEL_IDLE_TIMEOUT: '5' }, '', { idleTimeoutMs: 5000 }],
  [
    { COCKATIEL_CORS_ORIGIN: 'http://a https://b:81' },
    '',
    { corsOrigins: ['http://a', 'https://b:81'] },
  ],
  [{ COCKATIEL_MAX_CONNECTIONS: '5' }, '', { maxConnections: 5 }],
  [{ COCKATIEL_NO_FSYNC: '1', COCKATIEL_VERBOSE: 'yes' }, '', { fsync: false, verbose: true }],
  [{ COCKATIEL_NO_FSYNC: '0', COCKATIEL_VERBOSE: '' }, '', { fsync: true, verbose: false }],
  [{ COCKATIEL_VERBOSE: 'false' }, '-v', { verbose: true }],
  [{ COCKATIEL_NEW_STORAGE: '1' }, '', { newStorage: true }],
  [{}, '--new-storage', { newStorage: true }],
  [{ COCKATIEL_FORGET: 'http://a http://b' }, '', { forget: ['http://a', 'http://b'] }],
  [{}, '--forget-after 0 --forget http://a', { forget: ['http://a'], forgetAfterMs: 0 }],
])('%j with "%s" is understood', (env, line, settings) => {
  expect(read(line, env)).toMatchObject(settings);
});
