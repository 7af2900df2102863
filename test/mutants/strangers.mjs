/** What is believed of somebody who may be no peer at all. */
export const strangers = [
  {
    name: 'what answers in the place of a peer is believed',
    promise: 'I1',
    file: 'lib/deliver.ts',
    from: 'return answer.nodeId === undefined && peer.nodeId !== undefined;',
    to: 'return false;',
  },
  {
    name: 'a stranger who says that it stored an upload need not prove it',
    promise: 'I1',
    file: 'lib/deliver.ts',
    from: 'if (isStored && isStranger(peer, answer)) await checkThat(peer, operation, 200);',
    to: 'if (isStored && isStranger(peer, answer)) peer.nodeId = undefined;',
  },
  {
    name: 'a stranger who says that it deleted a file need not prove it',
    promise: 'I2',
    file: 'lib/deliver.ts',
    from: 'answer.status === 200) await checkThat(peer, operation, 404);',
    to: 'answer.status === 200) peer.nodeId = undefined;',
  },
  {
    name: 'a stranger proves that it has a file without its hash',
    promise: 'I1',
    file: 'lib/deliver.ts',
    from: 'if (status !== expected || !isSame) {',
    to: 'if (status !== expected) {',
  },
  {
    name: 'what answers 200 to everything counts as a peer that has the file',
    promise: 'I1',
    file: 'lib/deliver.ts',
    from: 'const hasFile = answer.status === 200 && answer.sha1 === parseStoredName(name)?.sha1;',
    to: 'const hasFile = answer.status === 200;',
  },
  {
    name: 'a deletion counts as told to a peer of the original kind that has the file',
    promise: 'I2',
    file: 'lib/deliver.ts',
    from: "return op === 'PUT' && hasFile ? 'told' : undefined;",
    to: "return op && hasFile ? 'told' : undefined;",
  },
  {
    name: 'an id that is none counts as the id of a node',
    promise: 'I1',
    file: 'lib/deliver.ts',
    from: 'if (nodeId === undefined || !isNodeId(nodeId)) return answer;',
    to: 'if (nodeId === undefined) return answer;',
  },
  {
    name: 'a node takes a new id at each start',
    promise: 'API: no echo',
    file: 'lib/node-id.ts',
    from: 'if (isNodeId(saved)) return saved;',
    to: "if (saved === 'never') return saved;",
  },
];
