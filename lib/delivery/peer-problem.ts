/** What is wrong with a peer's URL, as one sentence that tells the operator what to do. */
export interface PeerProblem {
  readonly level: 'error' | 'warn';
  readonly text: string;
  /** Whether what was acknowledged at this URL may have been meant for somebody else. */
  readonly isShared?: true;
}

const leadsBack: PeerProblem = {
  level: 'error',
  text: 'This URL leads back to this node itself: take it out of --node.',
};

const balancer: PeerProblem = {
  level: 'error',
  text: 'Several nodes respond at this URL alternately: give each node a --node of its own.',
  isShared: true,
};

/** A node responds, but the path of the peer's URL leads to other names. */
const wrongPath: PeerProblem = {
  level: 'warn',
  text: 'A node responds, but reads other names: the path of this URL in --node is wrong.',
};

const notANode: PeerProblem = {
  level: 'warn',
  text: 'The server at this URL is not a node, so it acknowledges nothing.',
};

function copyOf(other: string): PeerProblem {
  const text =
    `This node has the same node id as ${other}: one is a copy of the other. ` +
    'Stop one, remove the file node-id from its queue directory, and start it again.';
  return { level: 'error', text };
}

function sameAs(other: string): PeerProblem {
  return { level: 'warn', text: `This is the same node as ${other}: one of the two is enough.` };
}

/** Where no instance shows which of the two it is. */
function sameOrCopy(other: string): PeerProblem {
  const text =
    `This node has the same node id as ${other}: if it is another machine, stop it, ` +
    'remove the file node-id from its queue directory, and start it again.';
  return { level: 'warn', text };
}

/** All that can be wrong with a peer's URL. */
export const peerProblems = {
  leadsBack,
  balancer,
  wrongPath,
  notANode,
  copyOf,
  sameAs,
  sameOrCopy,
} as const;
