const pattern = /^[0-9a-f]{16}$/u;

/** Tells whether a text is the id of a node. */
export function isNodeId(text: string): boolean {
  return pattern.test(text);
}
