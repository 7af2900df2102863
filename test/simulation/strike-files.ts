import { parseStoredName, type StoredNameParts, stampName } from '../../lib/names/stored-name.ts';
import { sha1Of } from '../support/node/sha1-of.ts';
import { oneOfMany } from './contents.ts';
import type { SimNode } from './sim-node.ts';
import type { SituationStrike } from './situation-strike.ts';
import type { FileFault } from './step.ts';
import { findPath, plantStored, storedNames } from './stored-files.ts';
import { unstamped } from './unstamped.ts';
import type { World } from './world.ts';

/** Files that nobody uploads have such numbers. */
const handNumber = 2000;
const firstSecond = 1_700_000_000;
const wrongBytes = new TextEncoder().encode('these are the bytes of no file');

/** What somebody does to the files of a node behind its back. */
export const fileStrikes: Readonly<Record<FileFault, SituationStrike>> = {
  async 'files removed by hand'(world, node, _other, { strength }) {
    const names = storedNames(node);
    for (const [at, name] of names.entries()) {
      if ((at + strength) % 3 >= 1) continue;
      node.storageDisk.wipe(findPath(node, name) as string);
      world.oracle.book(node).lose(name);
      changed(world, node, name, 'is removed by hand');
    }
    world.oracle.losses.note();
  },

  /** Of a name that others have, or that is deleted, or that nobody knows. */
  async 'files added by hand'(world, node, _other, { strength }) {
    const known = world.oracle.names.filter((name) => findPath(node, name) === undefined);
    const name = known[Math.floor(strength * 1.5 * known.length)] ?? newName(world, strength);
    const content = world.oracle.contentOf(name);
    if (content === undefined || findPath(node, name) !== undefined) return;
    world.oracle.offered(unstamped(parseStoredName(name) as StoredNameParts), content);
    const isRight = Math.round(strength * 1000) % 3 > 0;
    plantStored(node, name, isRight ? content : wrongBytes);
    changed(world, node, name, `is added by hand, ${isRight ? 'right' : 'wrong'}`);
    // No process has read it while it was whole.
    const rot = { incarnation: -1, atEvent: world.scheduler.eventCount };
    if (!isRight) world.oracle.book(node).rotten.add(name, rot);
  },
};

/** Of a file that nobody has uploaded. */
function newName({ oracle, scheduler }: World, strength: number): string {
  const { base, content } = oneOfMany(handNumber + Math.floor(strength * 10));
  const seconds = firstSecond + Math.floor(scheduler.nowMs / 1000);
  const name = stampName(base, seconds, sha1Of(content))?.name as string;
  oracle.offered(base, content);
  oracle.hear(name);
  return name;
}

function changed({ tell, reach }: World, node: SimNode, name: string, what: string): void {
  node.unseen.add(name);
  tell(node.id, `${name} ${what}`);
  reach(`a file ${what}`);
}
