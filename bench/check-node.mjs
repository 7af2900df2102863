// What must hold of a node after a workload, however fast it was.
import { setTimeout as pause } from 'node:timers/promises';

/** A node opens the current segment of its journal when it first has something to write. */
const journalDescriptors = 1;
/** The name of the check for it. */
export const peakCheck = 'peak RSS, MiB';
/** The most memory that a node may ever use under load. */
const peakLimitMiB = 200;
/**
 * How much more memory a node may keep when it is idle again than it had after the first round: V8
 * gives back its new space (three times 16 MiB) and the garbage of its old space late or never.
 */
const keptLimitMiB = 64;
/** How long connections and memory have to go. */
const patienceMs = 10_000;

/** Resolves with the checks made: descriptors and memory are back, and the peak was in bounds. */
export async function checkNode(node, { keptDescriptors = 0 }) {
  const descriptorLimit = node.descriptorsAtStart + journalDescriptors + keptDescriptors;
  const rssLimit = (node.warmRssMiB ?? node.rssMiB()) + keptLimitMiB;
  const deadline = performance.now() + patienceMs;
  while (node.descriptors() > descriptorLimit || node.rssMiB() > rssLimit) {
    if (performance.now() > deadline) break;
    await pause(100);
  }
  return [
    check('descriptors at the end', node.descriptors(), descriptorLimit),
    check('RSS at the end, MiB', node.rssMiB(), rssLimit),
    check(peakCheck, node.peakRssMiB(), peakLimitMiB),
  ];
}

function check(what, value, limit) {
  return { what, value: Math.round(value), limit: Math.round(limit), isGood: value <= limit };
}
