// Reference: nginx that sends the stored files of a node itself, with the headers of the node.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { nginxMain } from './nginx.mjs';

const contrib = fileURLToPath(new URL('../../contrib/nginx', import.meta.url));

/** contrib/nginx/direct.conf on a storage directory; the node is asked for what is not there. */
export function directConfiguration(port, directory, scratch, nodePort) {
  const site = readFileSync(join(contrib, 'direct.conf'), 'utf8')
    .replaceAll('127.0.0.1:8080', `127.0.0.1:${nodePort}`)
    .replace('root /srv/files;', `root ${directory};`)
    .replace('listen 80;', `listen 127.0.0.1:${port};`)
    .replace('/etc/nginx/cockatiel/types.conf', join(contrib, 'types.conf'));
  return nginxMain(scratch, site);
}
