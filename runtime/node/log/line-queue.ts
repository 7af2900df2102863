/** Where lines go. It never waits. */
export interface LineSink {
  /** Writes as many of the bytes as fit now, maybe none, and returns how many. */
  writeSome(bytes: Uint8Array): number;
  /** Calls back a moment later. */
  retryLater(callback: () => void): void;
  /** The line that says how many lines were dropped, and how many of them were important. */
  formatDropped(lines: number, important: number): string;
}

/** Lines on their way to a sink that may be full. */
export interface LineQueue {
  /** Writes a line, or keeps it until the sink has space, or drops it. Never throws. */
  push(line: string, isImportant: boolean): void;
  /** Writes what fits now. Returns whether nothing is left. */
  flush(): boolean;
}

interface Line {
  bytes: Uint8Array;
  readonly isImportant: boolean;
  /** What is left of it must follow, or the lines would run into each other. */
  isBegun: boolean;
}

/**
 * Keeps up to `maxBytes` of lines while a sink is full. Lines that do not fit are dropped;
 * important lines take the place of the newest others. Once all that was kept is written, one more
 * line says how many were dropped.
 */
export function createLineQueue(sink: LineSink, maxBytes: number): LineQueue {
  const lines: Line[] = [];
  let keptBytes = 0;
  let dropped = { lines: 0, important: 0 };
  let isWaiting = false;

  function drop({ isImportant }: Line): void {
    dropped.lines += 1;
    if (isImportant) dropped.important += 1;
  }

  function append(line: Line): void {
    lines.push(line);
    keptBytes += line.bytes.length;
  }

  function makeSpace(bytes: number): void {
    while (keptBytes + bytes > maxBytes) {
      const index = lines.findLastIndex(({ isImportant, isBegun }) => !isImportant && !isBegun);
      if (index === -1) return;
      for (const line of lines.splice(index, 1)) {
        keptBytes -= line.bytes.length;
        drop(line);
      }
    }
  }

  /** Writes the first line. Returns whether the sink took all of it. */
  function writeFirst(line: Line): boolean {
    let written: number;
    try {
      written = sink.writeSome(line.bytes);
    } catch {
      // A line that can't be written, because the disk is full or the pipe is closed, is lost.
      written = line.bytes.length;
    }
    keptBytes -= written;
    line.isBegun ||= written > 0;
    line.bytes = line.bytes.subarray(written);
    return line.bytes.length === 0;
  }

  function flush(): boolean {
    for (;;) {
      const [first] = lines;
      if (first !== undefined) {
        if (!writeFirst(first)) return false;
        lines.shift();
      } else if (dropped.lines > 0) {
        const text = sink.formatDropped(dropped.lines, dropped.important);
        dropped = { lines: 0, important: 0 };
        append({ bytes: Buffer.from(text), isImportant: true, isBegun: false });
      } else return true;
    }
  }

  function flushOrWait(): void {
    isWaiting = !flush();
    if (isWaiting) sink.retryLater(flushOrWait);
  }

  return {
    push(text, isImportant) {
      const line: Line = { bytes: Buffer.from(text), isImportant, isBegun: false };
      if (isImportant) makeSpace(line.bytes.length);
      if (keptBytes + line.bytes.length > maxBytes) drop(line);
      else append(line);
      if (!isWaiting) flushOrWait();
    },
    flush,
  };
}
