// Reference: nginx, one process, static files and DAV.
import { join } from 'node:path';

/** What an nginx of one process is told beside its servers. */
export function nginxMain(scratch, servers) {
  const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${join(scratch, name)};`,
  );
  return `daemon off;
master_process off;
worker_processes 1;
pid ${join(scratch, 'nginx.pid')};
error_log ${join(scratch, 'error.log')};
events { worker_connections 512; }
http {
  access_log off;
  keepalive_requests 1000000000;
  ${paths.join('\n  ')}
${servers}
}
`;
}

/** The configuration of an nginx that serves, stores and deletes files below a directory. */
export function nginxConfiguration(port, directory, scratch) {
  return nginxMain(
    scratch,
    `  sendfile on;
  tcp_nopush on;
  default_type application/octet-stream;
  client_max_body_size 0;
  server {
    listen 127.0.0.1:${port};
    root ${directory};
    dav_methods PUT DELETE;
    create_full_put_path on;
  }`,
  );
}
