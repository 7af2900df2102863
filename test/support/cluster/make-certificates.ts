import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** An authority of our own, and what it made for 127.0.0.1 and peer.test. */
export interface Certificates {
  readonly authorityPath: string;
  readonly key: Buffer;
  readonly certificate: Buffer;
}

const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

/** Makes them with openssl, which writes into the directory; `undefined` where it is missing. */
export function makeCertificates(directory: string): Certificates | undefined {
  if (spawnSync('openssl', ['version']).status !== 0) return undefined;
  const at = (name: string): string => join(directory, name);
  const run = (...args: string[]): void => void execFileSync('openssl', args, { stdio: 'pipe' });
  const authority = ['-keyout', at('ca.key'), '-out', at('ca.pem'), '-subj', '/CN=Test authority'];
  run('req', '-x509', ...newKey, '-days', '2', ...authority);
  run('req', ...newKey, '-keyout', at('key'), '-out', at('csr'), '-subj', '/CN=A peer');
  writeFileSync(at('names'), 'subjectAltName=IP:127.0.0.1,DNS:peer.test\n');
  const signing = ['-CA', at('ca.pem'), '-CAkey', at('ca.key'), '-CAcreateserial', '-days', '2'];
  const made = ['-in', at('csr'), '-out', at('pem'), '-extfile', at('names')];
  run('x509', '-req', ...signing, ...made);
  return {
    authorityPath: at('ca.pem'),
    key: readFileSync(at('key')),
    certificate: readFileSync(at('pem')),
  };
}
