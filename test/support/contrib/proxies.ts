import type { TestContext } from 'vitest';
import { makeCertificates } from '../cluster/make-certificates.ts';
import { findFreePorts } from '../process/find-free-ports.ts';
import { useTestDirectory } from '../process/start-test-node.ts';
import { addressesOf, certificateIn, fillIn } from './fill-in.ts';
import { startCaddyFront, startHaproxyFront, startNginxFront } from './fronts.ts';

/** A proxy in front of three nodes, as contrib/ has it, without TLS. */
export interface TestProxy {
  readonly name: string;
  /** Starts it in front of whatever listens at these ports of the loopback; returns its own. */
  start(nodes: readonly number[], ctx: TestContext): Promise<number>;
  /** Whether it sends an upload to another node where one refuses the connection. */
  readonly movesUploads: boolean;
  /** Whether it asks the nodes whether they are ready. */
  readonly asksNodes: boolean;
}

async function startNginx(nodes: readonly number[], ctx: TestContext): Promise<number> {
  const [port = 0, plainPort = 0] = await findFreePorts(2);
  const directory = await useTestDirectory();
  if (makeCertificates(directory) === undefined) return ctx.skip('openssl is missing');
  const site = await fillIn('nginx/proxy.conf', {
    ...addressesOf(nodes),
    'listen 443 ssl;': `listen 127.0.0.1:${port};`,
    'listen 80;': `listen 127.0.0.1:${plainPort};`,
    ...certificateIn(directory, 'files.example.com'),
  });
  await startNginxFront(site, port, ctx);
  return port;
}

async function startHaproxy(nodes: readonly number[], ctx: TestContext): Promise<number> {
  const [port = 0, plainPort = 0] = await findFreePorts(2);
  const configuration = await fillIn('haproxy/haproxy.cfg', {
    ...addressesOf(nodes),
    'bind :80': `bind 127.0.0.1:${plainPort}`,
    'bind :443 ssl crt /etc/haproxy/files.example.com.pem alpn h2,http/1.1': `bind 127.0.0.1:${port}`,
    'unless { ssl_fc }': `if { dst_port ${plainPort} }`,
  });
  await startHaproxyFront(configuration, port, ctx);
  return port;
}

async function startCaddy(nodes: readonly number[], ctx: TestContext): Promise<number> {
  const [port = 0] = await findFreePorts(1);
  const caddyfile = await fillIn('caddy/Caddyfile', {
    ...addressesOf(nodes),
    'files.example.com': `http://:${port}`,
  });
  await startCaddyFront(caddyfile, port, ctx);
  return port;
}

export const nginx: TestProxy = {
  name: 'nginx',
  start: startNginx,
  movesUploads: false,
  asksNodes: false,
};

export const haproxy: TestProxy = {
  name: 'HAProxy',
  start: startHaproxy,
  movesUploads: true,
  asksNodes: true,
};

export const caddy: TestProxy = {
  name: 'Caddy',
  start: startCaddy,
  movesUploads: true,
  asksNodes: true,
};

export const proxies: readonly TestProxy[] = [nginx, haproxy, caddy];
