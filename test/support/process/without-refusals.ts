/** What a node logs of requests that it refuses. */
const expected: readonly unknown[] = [
  'requests without a secret are refused',
  'requests with an invalid secret or signed URL are refused',
  'requests of a node with an invalid secret are refused',
  'writes are refused: a disk has too little free space',
];

/** The output of a node without the first warning of each kind of refusal; more stay in it. */
export function withoutRefusals(output: string): string {
  const seen = new Set<unknown>();
  const isOther = (line: string): boolean => {
    const message = warningOf(line);
    if (!expected.includes(message) || seen.has(message)) return true;
    seen.add(message);
    return false;
  };
  return output.split('\n').filter(isOther).join('\n');
}

function warningOf(line: string): unknown {
  if (!line.startsWith('{')) return undefined;
  const { level, msg } = JSON.parse(line) as Record<string, unknown>;
  return level === 'warn' ? msg : undefined;
}
