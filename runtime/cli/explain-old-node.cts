/** What this module exports, as CommonJS. */
export interface OldNode {
  readonly explainOldNode: typeof explainOldNode;
}

/**
 * Says that a version of Node.js is too old for this program; `undefined` for one that is not.
 * `version` is `process.versions.node`. Old Nodes run this, so it is in the syntax of ES2015.
 */
function explainOldNode(version: string): string | undefined {
  const parts = version.split('.').map(Number);
  const major = parts[0] as number;
  const minor = parts[1] as number;
  // `engines` in package.json says the same.
  if (major > 20 || (major === 20 && minor >= 19)) return undefined;
  return `cockatiel needs Node 20.19 or newer; this is v${version}`;
}

exports.explainOldNode = explainOldNode;
