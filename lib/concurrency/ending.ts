/** A signal that ends what waits for it. */
export interface Ending {
  readonly signal: AbortSignal;
  /** Aborts it, and leaves nothing of it with the other signal; may be called again. */
  end(): void;
}

/** Creates a signal that aborts when it is ended, or with another one before that. */
export function createEnding(other: AbortSignal | undefined): Ending {
  const controller = new AbortController();

  function end(): void {
    other?.removeEventListener('abort', end);
    controller.abort(new Error('The node stops.'));
  }

  if (other?.aborted === true) end();
  else other?.addEventListener('abort', end, { once: true });
  return { signal: controller.signal, end };
}
