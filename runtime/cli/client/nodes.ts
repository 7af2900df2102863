import { peerName } from '../../../lib/delivery/peer-url.ts';
import { createHttpLink, type HttpLink } from '../../node/peers/http-link.ts';
import { describeFailure } from '../text/describe-failure.ts';
import { clientHeaders } from './client-headers.ts';
import type { ClientSettings } from './client-settings.ts';
import { FinalError } from './final-error.ts';

/** The nodes that a command may ask. All of them hold the same files. */
export interface Nodes {
  /**
   * Tries them one after the other, beginning with the one that did it last. Rejects with the
   * reasons of all of them, or with a `FinalError` of one.
   */
  ask<Result>(attempt: Attempt<Result>): Promise<Result>;
  /** Aborts what is under way. */
  close(): void;
}

/** Asks one node, at a URL. It rejects with a `FinalError` where no other could do it. */
export type Attempt<Result> = (link: HttpLink, url: string) => Promise<Result>;

/** How many requests are sent to a node at once. */
export const requestsAtOnce = 4;
/** A request fails when no byte of it moves for so long. */
const idleTimeoutMs = 60_000;
/** A machine that is off does not even refuse. */
const connectTimeoutMs = 5000;

/** Creates it. Connections are opened as they are needed, and used again. */
export function createNodes({ nodes, secret }: ClientSettings): Nodes {
  const links = nodes.map((url) => ({ url, link: createLink(url, secret) }));
  let preferred = 0;
  let isClosed = false;

  return {
    async ask(attempt) {
      const failures: string[] = [];
      const begin = preferred;
      for (let tried = 0; tried < links.length; tried += 1) {
        const index = (begin + tried) % links.length;
        const { url, link } = links[index] as (typeof links)[number];
        try {
          return await attempt(link, url);
        } catch (error) {
          if (error instanceof FinalError || isClosed) throw error;
          failures.push(`${peerName(url)}: ${describeFailure(error)}`);
          // Others may have found a better one meanwhile.
          if (preferred === index) preferred = (index + 1) % links.length;
        }
      }
      throw new Error(failures.join('; '));
    },
    close() {
      isClosed = true;
      for (const { link } of links) link.close();
    },
  };
}

/** The way to one node. */
export function createLink(url: string, secret: string | undefined): HttpLink {
  return createHttpLink({
    url,
    proxy: undefined,
    concurrency: requestsAtOnce,
    secret: () => secret,
    headersOf: clientHeaders,
    idleTimeoutMs,
    connectTimeoutMs,
  });
}
