import type { LogLine } from './log-lines.ts';

/** What a node logs of requests that it refuses. */
const expected: readonly unknown[] = [
  'requests without a secret are refused',
  'requests with an invalid secret or signed URL are refused',
  'requests of a node with an invalid secret are refused',
  'writes are refused: a disk has too little free space',
];

/** The log of a node without the first warning of each kind of refusal; more stay in it. */
export function withoutRefusals(lines: readonly LogLine[]): LogLine[] {
  const seen = new Set<unknown>();
  return lines.filter(({ level, msg }) => {
    if (level !== 'warn' || !expected.includes(msg) || seen.has(msg)) return true;
    seen.add(msg);
    return false;
  });
}
