import { onTestFinished } from 'vitest';
import {
  createHttpPeerLink,
  type HttpPeerLink,
} from '../../../runtime/node/peers/http-peer-link.ts';

/** A link of one connection to a peer of the test's own, closed when the test ends. */
export function linkTo(url: string, idleTimeoutMs: number): HttpPeerLink {
  const link = createHttpPeerLink({
    url,
    proxy: undefined,
    version: '1.0.0',
    instance: 'fedcba9876543210',
    nodeId: '0123456789abcdef',
    concurrency: 1,
    secret: () => undefined,
    idleTimeoutMs,
  });
  onTestFinished(() => link.close());
  return link;
}
