import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { onTestFinished } from 'vitest';
import type { Access } from '../../../lib/access/access.ts';
import type { RequestLimits } from '../../../lib/limits/request-limits.ts';
import { createHttpServer, type HttpServerOptions } from '../../../runtime/node/http/server.ts';
import { defaultLimits } from '../../../runtime/node/limits.ts';
import { createTraffic } from '../../../runtime/node/metrics/traffic.ts';
import { createResponseCache } from '../../../runtime/node/response/response-cache.ts';
import { createTestContext, type TestContext } from './create-test-context.ts';

/** A node in memory behind a socket, until the end of the test. */
export interface MemoryServer extends TestContext {
  readonly url: string;
  readonly port: number;
  /** Resolves when no request is being served any more. */
  finished(): Promise<void>;
  /** How many connections are open. */
  connections(): Promise<number>;
  /** How many requests Node's parser has found. */
  requests(): number;
  /** How many client errors Node's parser has found. */
  clientErrors(): number;
}

export interface MemoryServerOptions extends Partial<HttpServerOptions> {
  readonly cacheBytes?: number;
  readonly requestLimits?: Partial<RequestLimits>;
  readonly mount?: string;
  /** Everybody may do everything by default. */
  readonly access?: Access;
}

/** Starts it on a free port of the loopback. */
export async function startMemoryServer({
  cacheBytes = 0,
  access,
  requestLimits = {},
  mount,
  ...options
}: MemoryServerOptions = {}): Promise<MemoryServer> {
  const opened = await createTestContext({ requestLimits, config: { mount } });
  const ctx = { ...opened.ctx, ...(access && { access }) };
  const node = { ...opened, ctx };
  const cache = createResponseCache({ ...ctx, maxBytes: cacheBytes, nowMs: () => 0 });
  const { server, finished } = createHttpServer(ctx, {
    maxConnections: 10,
    idleTimeoutMs: 5000,
    keepAliveTimeoutMs: 65_000,
    limits: defaultLimits,
    cache,
    traffic: createTraffic(),
    ...options,
  });
  let clientErrors = 0;
  let requests = 0;
  server.on('request', () => {
    requests += 1;
  });
  server.on('clientError', () => {
    clientErrors += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close().closeAllConnections());
  const { port } = server.address() as AddressInfo;
  return {
    ...node,
    port,
    url: `http://127.0.0.1:${port}`,
    finished,
    connections: () => promisify(server.getConnections.bind(server))(),
    requests: () => requests,
    clientErrors: () => clientErrors,
  };
}
