import type { CountedRequest } from './counted-request.ts';
import { createUploadLimit } from './upload-limit.ts';

/**
 * Limits how many requests are served concurrently, and how many uploads wait for their clients.
 * Responses that are being sent are not counted. Peers share the places of clients. When those are
 * taken, peers have as many places of their own, so that clients can't keep them out.
 */
export interface RequestLimit {
  /** Admits a request, or returns `false`. */
  enter(request: CountedRequest): boolean;
  /**
   * Counts a request among the waiting uploads from now on, and no longer among the requests being
   * served. Returns `false` if there is no place for it there.
   */
  awaitBody(request: CountedRequest): boolean;
  /** The response is known, or the client gone. Does nothing for a request that is not counted. */
  leave(request: CountedRequest): void;
}

/** Creates a limit of so many requests, and of so many waiting uploads. */
export function createRequestLimit(maxRequests: number): RequestLimit {
  const serving = new Set<CountedRequest>();
  const servingPeers = new Set<CountedRequest>();
  const uploads = createUploadLimit(maxRequests);
  const uploadsByPeers = new Set<CountedRequest>();

  function enterPeer(request: CountedRequest, places: Set<CountedRequest>): boolean {
    if (places.size >= maxRequests || !request.isPeer()) return false;
    places.add(request);
    return true;
  }

  function leave(request: CountedRequest): void {
    if (serving.delete(request) || servingPeers.delete(request)) return;
    uploadsByPeers.delete(request);
    uploads.leave(request);
  }

  return {
    enter(request) {
      if (serving.size >= maxRequests) return enterPeer(request, servingPeers);
      serving.add(request);
      return true;
    },
    awaitBody(request) {
      leave(request);
      return uploads.enter(request) || enterPeer(request, uploadsByPeers);
    },
    leave,
  };
}
