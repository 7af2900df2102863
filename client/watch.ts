/** Ends a request whose caller aborts it, or in which nothing moves any more. */
export interface Watch {
  /** Aborts with the reason of the caller, or with `stalled`. */
  readonly signal: AbortSignal;
  /** Something has moved. */
  touch(): void;
  /** Nothing has to move until the next touch. */
  rest(): void;
  /** Nobody wants it any more. */
  cancel(): void;
  /** The request is over. */
  end(): void;
}

/** The reason of a watch that has waited for long enough. */
export const stalled = new Error('nothing has moved for too long');

/** Begins to watch; `idleMs` is how long nothing may move. */
export function startWatch(idleMs: number, outer: AbortSignal | undefined): Watch {
  const controller = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;

  const abort = (): void => controller.abort(outer?.reason);
  const rest = (): void => clearTimeout(timer);

  function touch(): void {
    rest();
    timer = setTimeout(() => controller.abort(stalled), idleMs);
  }

  function end(): void {
    rest();
    outer?.removeEventListener('abort', abort);
  }

  outer?.addEventListener('abort', abort);
  if (outer?.aborted === true) abort();
  touch();
  return {
    signal: controller.signal,
    touch,
    rest,
    cancel() {
      end();
      controller.abort();
    },
    end,
  };
}
