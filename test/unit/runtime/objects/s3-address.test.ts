import { describe, expect, it, test } from 'vitest';
import { isS3Address, parseS3Address } from '../../../../runtime/objects/s3-address.ts';

describe('the address of a bucket', () => {
  it('has an endpoint, a region, a style and a prefix', () => {
    const address = parseS3Address(
      's3://my-bucket/a/b?endpoint=http://127.0.0.1:7480&region=eu-1&style=host',
    );
    expect({ ...address, endpoint: address.endpoint.href }).toEqual({
      bucket: 'my-bucket',
      prefix: 'a/b/',
      endpoint: 'http://127.0.0.1:7480/',
      region: 'eu-1',
      style: 'host',
      checksum: 'sha1',
    });
  });

  it('is that of AWS where nothing else is said', () => {
    const { endpoint, region, style, prefix } = parseS3Address('s3://bucket?region=eu-west-1');
    expect([endpoint.href, region, style, prefix]).toEqual([
      'https://s3.eu-west-1.amazonaws.com/',
      'eu-west-1',
      'host',
      '',
    ]);
    expect(parseS3Address('s3://bucket/').region).toBe('us-east-1');
  });

  it('has the bucket in the path for every other store', () => {
    expect(parseS3Address('s3://bucket?endpoint=https://store.example').style).toBe('path');
  });

  it('has a checksum, but not for the S3 API of R2', () => {
    const r2 = 's3://bucket?endpoint=https://account.r2.cloudflarestorage.com';
    const checksums = [r2, `${r2}&checksum=sha1`, 's3://bucket?checksum=none'].map(
      (text) => parseS3Address(text).checksum,
    );
    expect(checksums).toEqual(['none', 'sha1', 'none']);
    expect(() => parseS3Address('s3://bucket?checksum=md5')).toThrow('checksum');
  });

  test.each([
    ['s3://', 'bucket'],
    ['s3://A', 'bucket'],
    ['s3://key:secret@bucket', 'no user'],
    ['s3://bucket/a//b', 'prefix'],
    ['s3://bucket/../b', 'prefix'],
    [`s3://bucket/${'a'.repeat(201)}`, 'prefix'],
    ['s3://bucket/a b', 'prefix'],
    ['s3://bucket?region=a%20b', 'region'],
    ['s3://bucket?region=a&region=b', 'twice'],
    ['s3://bucket?style=other', 'style'],
    ['s3://bucket?secret=x', 'parameter other'],
    ['s3://bucket?endpoint=ftp://host', 'endpoint'],
    ['s3://bucket?endpoint=no', 'endpoint'],
    ['s3://bucket?endpoint=https://host/path', 'no path'],
    ['s3://bucket?endpoint=https://a:b@host', 'no user'],
  ])('can not be %s', (text, reason) => {
    expect(() => parseS3Address(text)).toThrow(reason);
    expect(() => parseS3Address(text)).not.toThrow('secret@');
  });

  it('differs from a directory by its scheme', () => {
    expect(['s3://bucket', './s3', 's3:/x'].map(isS3Address)).toEqual([true, false, false]);
  });
});
