import type { NodeProcess } from './start-process.ts';

/** A line of the log. */
export type LogLine = Readonly<Record<string, unknown>>;

/** The lines that a node has printed completely. All of them are JSON. */
export function linesOf(node: Pick<NodeProcess, 'output'>): LogLine[] {
  const lines = node.output().split('\n').slice(0, -1);
  return lines.map((line) => JSON.parse(line) as LogLine);
}

/** The lines beside the one that says where the node listens. */
export function logLinesOf(node: Pick<NodeProcess, 'output'>): LogLine[] {
  return linesOf(node).filter(({ level }) => level !== 'info');
}
