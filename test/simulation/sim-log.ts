import type { Log, LogFields } from '../../lib/host/log.ts';
import type { SimNode } from './sim-node.ts';
import type { World } from './world.ts';

/** What some lines of the log show about the branch that the program took. */
const branches: Readonly<Record<string, string>> = {
  'a peer is down': 'a peer is down',
  'a peer is back': 'a peer is back',
  'a corrupt copy was replaced': 'a corrupt copy is replaced by an upload',
  'a stored file is corrupt': 'a corrupt copy is found while it is read',
  'the node is read-only now': 'a node becomes read-only',
  'journal records are unreadable': 'unreadable records are passed over',
  'a deleted file can not be removed from the disk': 'a deleted file can not be removed',
  'journal unreadable; sending operations read earlier':
    'a peer that is down is tried although the journal can not be read',
  'pending operations could not be read; will retry': 'the journal can not be read',
  'peer positions could not be saved; will retry': 'positions are not saved',
  'a comparison failed': 'a comparison fails',
  'a peer can not be compared': 'comparisons fail for long',
  'deleted files were found and removed': 'a deleted file that came back is removed',
  'the stored files could not be listed; will retry': 'the stored files can not be listed',
  'a peer could not be asked for a file': 'a peer can not be asked for a file',
  'a file of a peer was not stored': 'a file of a peer is not stored',
  'left-overs of uploads were removed': 'left-overs of uploads are removed',
  'a stored object is corrupt; it stays in its bucket, and is not served':
    'an object is found corrupt',
  'the object store works again': 'the bucket works again',
  'a peer sent a file that does not match its name':
    'a peer sends other bytes than it was asked for',
};

/** What no run may log. */
const unexpectedFailure = 'replication failed unexpectedly; will retry';
const repairing = 'a peer lacks what this node has; it is sent';
/** A process that logs more lines than this is in a loop. */
const mostLines = 2000;

/** The log of a process, as part of the trace as long as it lives. */
export function createSimLog(world: World, node: SimNode): Log {
  const { incarnation } = node;
  let lines = 0;
  const write = (message: string, fields: LogFields = {}): void => {
    if (node.incarnation !== incarnation) return;
    lines += 1;
    if (lines === mostLines)
      world.oracle.fail('I6', `${node.id} logs ${lines} lines in one process`);
    const branch = branches[message];
    if (branch !== undefined) world.reach(branch);
    const details = Object.entries(fields).map(([name, value]) => ` ${name}=${value}`);
    world.tell(node.id, `logs: ${message}${details.join('')}`);
    if (message === repairing) noteRepair(world, node, fields);
    if (message === unexpectedFailure) world.oracle.fail('I6', `${message}${details.join('')}`);
  };
  return { error: write, warn: write, debug: write };
}

function noteRepair(world: World, node: SimNode, fields: LogFields): void {
  const { peer, files, deletions } = fields as Readonly<Record<string, unknown>>;
  if (Number(files) > 0) world.reach('a repair sends files');
  if (Number(deletions) > 0) world.reach('a repair sends deletions');
  const host = String(peer).slice('http://'.length);
  world.oracle.repairing(node, host, Number(files) + Number(deletions));
}
