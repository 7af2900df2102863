import { parseStoredName } from '../../lib/names/stored-name.ts';
import type { Answer } from './oracle.ts';
import type { World } from './world.ts';

/** Counts what an answer says about the way that the program took. */
export function countAnswer(world: World, answer: Answer): void {
  const { letter, status, wasRead } = answer;
  const who = letter.sender === undefined ? 'a client' : 'a peer';
  if (letter.name !== '_status') world.reach(`${letter.method} of ${who}: ${status}`);
  if (letter.method === 'PUT' && letter.sender !== undefined && status === 302 && !wasRead) {
    world.reach('a peer that has the file says so before its bytes are sent');
  }
  if (letter.method === 'HEAD' && letter.sender !== undefined) {
    world.reach('a peer of the original kind is asked first');
  }
  if (letter.method === 'PUT' && status === 201) countStamp(world, answer);
  if (letter.method === 'DELETE' && wasBuriedBefore(world, answer)) {
    world.reach('a deletion of what is deleted already');
  }
}

function countStamp(world: World, { node, letter, headers }: Answer): void {
  const { sender, name } = letter;
  if (sender !== undefined) return;
  const stored = parseStoredName(decodeURIComponent((headers.get('location') ?? '').slice(1)));
  const seconds = Math.floor((node.ctx?.clock.nowMs() ?? 0) / 1000);
  if (stored !== undefined && stored.seconds > seconds)
    world.reach('the next free second is taken');
  if (stored?.name === name) world.reach('a client sends a stored name within its second');
}

function wasBuriedBefore({ ledger }: World, { node, letter, receivedAt }: Answer): boolean {
  return ledger.book(node).wasBuried(letter.name, receivedAt);
}
