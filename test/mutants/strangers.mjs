/** What is believed of somebody who may be no peer at all. */
export const strangers = [
  {
    name: 'a stranger who says that it stored an upload need not prove it',
    promise: 'I1',
    file: 'lib/confirm-effect.ts',
    from: "if (match === 'exact') await confirmThere(operation, response, peer);",
    to: "if (match === 'exact') await Promise.resolve();",
  },
  {
    name: 'a stranger who says that it deleted a file need not prove it',
    promise: 'I2',
    file: 'lib/confirm-effect.ts',
    from: "if (by === 'unidentified' && status === 404) return;",
    to: "if (by === 'unidentified') return;",
  },
  {
    name: 'a 404 for everything proves that a file was deleted',
    promise: 'I2',
    file: 'lib/confirm-effect.ts',
    from: `  if ((await peer.findStanding()) !== 'original') throw notSo(peer, response, noStatus);
`,
    to: '',
  },
  {
    name: 'a stranger proves that it has a file without its hash',
    promise: 'I1',
    file: 'lib/confirm-effect.ts',
    from: 'const isThere = status === 200 && sha1 === parseStoredName(name)?.sha1;',
    to: 'const isThere = status === 200;',
  },
  {
    name: 'what a node says in the middle of a stranger confirms the stranger',
    promise: 'I1',
    file: 'lib/confirm-effect.ts',
    from: "if (by !== 'unidentified' || !isThere)",
    to: 'if (!isThere)',
  },
  {
    name: 'a stored file counts whatever its Location',
    promise: 'I1',
    file: 'lib/confirm-effect.ts',
    from: "if (match === 'other')",
    to: "if (match === 'other' && operation.name === '')",
  },
  {
    name: 'a Location that only ends with the name needs no proof of the path',
    promise: 'I1',
    file: 'lib/confirm-effect.ts',
    from: 'if (!isRoot) throw misdirected(peer,',
    to: 'if (isRoot === undefined) throw misdirected(peer,',
  },
  {
    name: 'what answers 200 to everything counts as a peer that has the file',
    promise: 'I1',
    file: 'lib/deliver.ts',
    from: 'response.status === 200 && response.sha1 === parseStoredName(name)?.sha1;',
    to: 'response.status === 200;',
  },
  {
    name: 'a copy below a wrong path counts as the file',
    promise: 'I1',
    file: 'lib/deliver.ts',
    from: "if (!peer.isRootKnown && (await peer.findStanding()) !== 'original') return false;",
    to: "if (!peer.isRootKnown && (await peer.findStanding()) === 'node') return false;",
  },
  {
    name: 'a deletion counts as told to a peer of the original kind that has the file',
    promise: 'I2',
    file: 'lib/deliver.ts',
    from: "return op === 'PUT' && hasFile && (await isOriginalRoot(peer)) ? 'told' : undefined;",
    to: "return op && hasFile && (await isOriginalRoot(peer)) ? 'told' : undefined;",
  },
];
