import { ObjectStoreError } from '../../lib/errors/domain-errors.ts';
import { connectionError } from './s3-errors.ts';

/** A request to a store, until the body of its response was read, too. */
export interface PendingRequest {
  readonly signal: AbortSignal;
  abort(reason: Error): void;
  /** Nothing of it is under way any more. */
  end(): void;
  /** The same response, whose body ends the request, and fails with an `ObjectStoreError`. */
  watch(response: Response): Response;
}

/** The requests to a store that are under way. */
export interface RequestsInFlight {
  /** Begins a request; throws an `ObjectStoreError` once the node stops. */
  begin(): PendingRequest;
}

/** Creates the requests of one node; all of them are aborted when `stopping` is. */
export function createRequestsInFlight(stopping: AbortSignal | undefined): RequestsInFlight {
  // No `AbortSignal.any`: engines of today keep a little of each request for as long as the node
  // runs.
  const inFlight = new Set<AbortController>();
  stopping?.addEventListener('abort', () => {
    for (const controller of inFlight) controller.abort(stoppingError());
  });

  return {
    begin() {
      if (stopping?.aborted === true) throw stoppingError();
      const controller = new AbortController();
      inFlight.add(controller);
      const end = (): void => void inFlight.delete(controller);
      return {
        signal: controller.signal,
        abort: (reason) => controller.abort(reason),
        end,
        watch: (response) => watchBody(response, end),
      };
    },
  };
}

function stoppingError(): ObjectStoreError {
  return new ObjectStoreError({ code: 'Stopping', detail: 'the node stops', isTransient: false });
}

function watchBody(response: Response, onEnd: () => void): Response {
  const { body, status, headers } = response;
  if (body === null) {
    onEnd();
    return response;
  }
  const reader = body.getReader();
  const watched = new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      async pull(controller) {
        const { done, value } = await reader.read().catch((error: unknown) => {
          onEnd();
          throw connectionError(error);
        });
        if (!done) return controller.enqueue(value);
        onEnd();
        controller.close();
      },
      async cancel(reason) {
        onEnd();
        // It may have failed already, which nobody wants to know any more.
        await reader.cancel(reason).catch(() => undefined);
      },
    },
    { highWaterMark: 0 },
  );
  return new Response(watched, { status, headers });
}
