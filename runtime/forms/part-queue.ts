import type { Readable } from 'node:stream';
import { createDeferred } from '../../lib/concurrency/deferred.ts';
import type { FormPart } from '../../lib/host/form.ts';

/** The parts of a form between its parser, which pushes them, and who asks for the next one. */
export interface PartQueue {
  /** Adds a part, and the stream that its body is read from if it is a file. */
  add(part: FormPart, stream?: Readable): void;
  /** No part comes any more. */
  end(): void;
  /** The form has broken: whoever reads a file, or asks for the next part, gets the error. */
  fail(error: Error): void;
  /** The next part, which is waited for; `undefined` after the last one. */
  next(): Promise<FormPart | undefined>;
}

/** A queue that is as long as what one chunk of a form has in parts. */
export function createPartQueue(): PartQueue {
  const waiting: FormPart[] = [];
  const streams = new Set<Readable>();
  let isEnded = false;
  let failure: Error | undefined;
  let changed = createDeferred();

  function wake(): void {
    changed.resolve();
    changed = createDeferred();
  }

  return {
    add(part, stream) {
      waiting.push(part);
      if (stream !== undefined) {
        streams.add(stream);
        stream.on('close', () => streams.delete(stream));
        // Who reads it gets the error. Without a listener an unread one would end the process.
        stream.on('error', () => undefined);
      }
      wake();
    },
    end() {
      isEnded = true;
      wake();
    },
    fail(error) {
      failure = error;
      for (const stream of streams) stream.destroy(error);
      wake();
    },
    async next() {
      while (waiting.length === 0 && !isEnded && failure === undefined) await changed.promise;
      if (failure !== undefined) throw failure;
      return waiting.shift();
    },
  };
}
