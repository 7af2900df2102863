/** Where lines go. It never waits. */
export interface LineSink {
  /**
   * Writes as many of the bytes as fit now, maybe none, and returns how many. Throws where they
   * can't be written, because the disk is full or the pipe is closed.
   */
  writeSome(bytes: Uint8Array): number;
  /** Calls back a moment later. */
  retryLater(callback: () => void): void;
  /** The line that says how many lines were dropped, and how many of them were important. */
  formatDropped(lines: number, important: number): string;
}

/** Lines on their way to a sink that may be full, or fail. */
export interface LineQueue {
  /** Writes a line, or keeps it until the sink has space, or drops it. Never throws. */
  push(line: string, isImportant: boolean): void;
  /** Writes what fits now. Returns whether nothing is left. */
  flush(): boolean;
}

interface DroppedLines {
  readonly lines: number;
  readonly important: number;
}

interface Line {
  bytes: Uint8Array;
  readonly isImportant: boolean;
  /** What is counted as dropped if this line is: itself, or the lines that it is the count of. */
  readonly counts: DroppedLines;
  /** What is left of it must follow, or the lines would run into each other. */
  isBegun: boolean;
}

const newline = Buffer.from('\n');

/**
 * Keeps up to `maxBytes` of lines while a sink is full. Lines that do not fit are dropped;
 * important lines take the place of the newest others. A line whose write fails is dropped too, and
 * what was written of it ends with a line break before the next one. Once all that was kept is
 * written, one more line says how many were dropped.
 */
export function createLineQueue(sink: LineSink, maxBytes: number): LineQueue {
  const lines: Line[] = [];
  let keptBytes = 0;
  let dropped: DroppedLines = { lines: 0, important: 0 };
  let isWaiting = false;
  /** Whether the sink ends with a part of a line, the rest of which was dropped. */
  let isTorn = false;

  function drop({ counts }: Line): void {
    const { lines: count, important } = dropped;
    dropped = { lines: count + counts.lines, important: important + counts.important };
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

  /** Writes what fits of the first line, and removes it when it is written, or can't be. */
  function writeFirst(line: Line): 'written' | 'waits' | 'failed' {
    try {
      if (isTorn && sink.writeSome(newline) === 0) return 'waits';
      isTorn = false;
      const written = sink.writeSome(line.bytes);
      keptBytes -= written;
      line.isBegun ||= written > 0;
      line.bytes = line.bytes.subarray(written);
      if (line.bytes.length > 0) return 'waits';
      lines.shift();
      return 'written';
    } catch {
      lines.shift();
      keptBytes -= line.bytes.length;
      isTorn ||= line.isBegun;
      drop(line);
      return 'failed';
    }
  }

  function flush(): boolean {
    let hasFailed = false;
    for (;;) {
      const [first] = lines;
      if (first !== undefined) {
        const outcome = writeFirst(first);
        if (outcome === 'waits') return false;
        hasFailed ||= outcome === 'failed';
      } else if (dropped.lines > 0 && !hasFailed) {
        const text = sink.formatDropped(dropped.lines, dropped.important);
        append({ bytes: Buffer.from(text), isImportant: true, counts: dropped, isBegun: false });
        dropped = { lines: 0, important: 0 };
      } else return true;
    }
  }

  function flushOrWait(): void {
    isWaiting = !flush();
    if (isWaiting) sink.retryLater(flushOrWait);
  }

  return {
    push(text, isImportant) {
      const counts = { lines: 1, important: isImportant ? 1 : 0 };
      const line: Line = { bytes: Buffer.from(text), isImportant, counts, isBegun: false };
      if (isImportant) makeSpace(line.bytes.length);
      if (keptBytes + line.bytes.length > maxBytes) drop(line);
      else append(line);
      if (!isWaiting) flushOrWait();
    },
    flush,
  };
}
