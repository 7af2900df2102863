import { HttpError } from '../http/http-error.ts';
import { createAllowedHosts, type RequestFields } from './allowed-hosts.ts';
import { checkExpectation } from './check-expectation.ts';
import type { CountedRequest } from './counted-request.ts';
import { type ReceiveBodyOptions, receiveBody } from './receive-body.ts';
import { createRequestLimit } from './request-limit.ts';

/**
 * Decides which requests are served: only those that any node serves for their `Host`, and so few
 * at once that no crowd of clients takes all of a node.
 */
export interface Admission {
  /**
   * Throws a 400 for a `Host` that is not valid, a 421 for one that is not served here, and a 417
   * for an expectation that no host meets.
   */
  check(host: string, request: RequestFields): void;
  /** Whether this is the last `Host` that was checked and is served to anybody. */
  isLastHost(host: string): boolean;
  /** Begins the turn of a request, which is not counted yet. */
  begin(request: CountedRequest): Turn;
}

/** What one request has of a node, from its head to its response. */
export interface Turn {
  /** Counts the request from now on; throws a 503 where too many are being served. */
  enter(): void;
  /**
   * Reads a body, of no chunks if it is `null`. Unless it has arrived already, the request counts
   * from the first read among the uploads that wait for their clients; that read throws a 503 where
   * those are too many, and each throws as those of `receiveBody` do.
   */
  receive(body: AsyncIterable<Uint8Array> | null): AsyncIterable<Uint8Array>;
  /** The response is known, or the client gone. */
  end(): void;
}

export interface AdmissionOptions extends ReceiveBodyOptions {
  /** Where clients reach this node; its host is served. */
  readonly publicUrl: string;
  /** Hosts that are served besides; `*` for all. */
  readonly allowedHosts?: readonly string[] | undefined;
}

/** Creates the admission of a node. */
export function createAdmission(options: AdmissionOptions): Admission {
  const limit = createRequestLimit(options.limits.maxRequests);
  const hosts = createAllowedHosts(options.publicUrl, options.allowedHosts);
  return {
    check(host, request) {
      hosts.check(host, request);
      checkExpectation(request);
    },
    isLastHost: hosts.isLast,
    begin(request) {
      const place = limit.begin(request);
      return {
        enter() {
          if (!place.enter()) throw tooManyRequests();
        },
        receive: (body) => ({
          [Symbol.asyncIterator]() {
            if (body === null) return noChunks();
            if (request.hasBodyArrived?.() === true) return body[Symbol.asyncIterator]();
            if (place.awaitBody()) return receiveBody(body, options);
            throw tooManyRequests();
          },
        }),
        end: place.leave,
      };
    },
  };
}

async function* noChunks(): AsyncGenerator<Uint8Array> {}

/** The response to a request beyond a limit. */
export function tooManyRequests(): HttpError {
  return new HttpError(503, 'Too many concurrent requests; retry later.', { 'Retry-After': '1' });
}
