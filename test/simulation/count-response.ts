import { parseStoredName } from '../../lib/names/stored-name.ts';
import { isOfUpload, type Message, uploadsPath } from './message.ts';
import type { GivenResponse } from './oracle.ts';
import type { World } from './world.ts';

/** Counts what a response shows about the branch that the program took. */
export function countResponse(world: World, response: GivenResponse): void {
  const { message, status, wasRead } = response;
  const who = describeSender(message);
  const what = describeRequest(message);
  world.reach(`${what} of ${who}: ${status}`);
  if (message.method === 'PUT' && message.sender !== undefined && status === 302 && !wasRead) {
    world.reach('a peer that has the file says so before its bytes are sent');
  }
  if (message.method === 'HEAD' && message.sender !== undefined && message.isRead !== true) {
    world.reach('a legacy peer is asked first');
  }
  if (message.method === 'PUT' && status === 201) countStamp(world, response);
  if (message.method === 'DELETE' && wasBuriedBefore(world, response)) {
    world.reach('a deletion of what is deleted already');
  }
}

function describeRequest({ method, name }: Message): string {
  if (isOfUpload(name)) return `${method} ${uploadsPath}`;
  return name.startsWith('_') ? `${method} ${name}` : method;
}

function countStamp(world: World, { node, message, headers }: GivenResponse): void {
  const { sender, name } = message;
  if (sender !== undefined) return;
  const stored = parseStoredName(decodeURIComponent((headers.get('location') ?? '').slice(1)));
  const seconds = Math.floor((node.ctx?.clock.nowMs() ?? 0) / 1000);
  if (stored !== undefined && stored.seconds > seconds)
    world.reach('the next free second is taken');
  if (stored?.name === name) world.reach('a client sends a stored name within its second');
}

function wasBuriedBefore({ oracle }: World, { node, message, receivedAt }: GivenResponse): boolean {
  return oracle.book(node).wasBuried(message.name, receivedAt);
}

function describeSender({ sender, isRead, isBatched }: Message): string {
  if (isBatched === true) return 'a peer, in a batch';
  if (isRead === true) return 'a peer for its client';
  return sender === undefined ? 'a client' : 'a peer';
}
