import type { CountedRequest } from './counted-request.ts';
import { createPlaces } from './places.ts';
import { createUploadLimit } from './upload-limit.ts';

/**
 * Limits how many requests are served concurrently, and how many uploads wait for their clients.
 * Responses that are being sent are not counted. Peers share the places of clients. When those are
 * taken, peers have as many places of their own, so that clients can't keep them out.
 */
export interface RequestLimit {
  /** Begins with a request that has no place. */
  begin(request: CountedRequest): RequestPlace;
}

/** The place of one request. */
export interface RequestPlace {
  /** Takes one among the requests being served, or returns `false`. */
  enter(): boolean;
  /**
   * Takes one among the waiting uploads, and no longer among the requests being served. Returns
   * `false` if there is none.
   */
  awaitBody(): boolean;
  /** Gives it back: the response is known, or the client gone. May be called again. */
  leave(): void;
}

const nothing = (): void => undefined;

/** Creates a limit of so many requests, and of so many waiting uploads. */
export function createRequestLimit(maxRequests: number): RequestLimit {
  const requests = createPlaces(maxRequests);
  const requestsOfPeers = createPlaces(maxRequests);
  const uploads = createUploadLimit(maxRequests);
  const uploadsByPeers = createPlaces(maxRequests);

  return {
    begin(request) {
      let giveBack = nothing;

      function leave(): void {
        giveBack();
        giveBack = nothing;
      }

      function hold(place: (() => void) | undefined): boolean {
        giveBack = place ?? nothing;
        return place !== undefined;
      }

      return {
        enter: () =>
          hold(requests.take() ?? (request.isPeer() ? requestsOfPeers.take() : undefined)),
        awaitBody() {
          leave();
          const place = uploads.take(request);
          return hold(place ?? (request.isPeer() ? uploadsByPeers.take() : undefined));
        },
        leave,
      };
    },
  };
}
