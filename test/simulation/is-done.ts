import type { Reply } from './message.ts';

const done: Readonly<Record<string, readonly number[]>> = {
  PUT: [201, 302],
  DELETE: [200, 404],
  // A peer that has the file, as its response shows, needs no more.
  HEAD: [200],
};

/** Whether a response of a node of the cluster acknowledges the request. */
export function isDone(method: string, reply: Reply): boolean {
  return done[method]?.includes(reply.status) === true || (method === 'PUT' && isOfDeletion(reply));
}

/** A 409 that says that the name is deleted lets a peer forget its upload. */
export function isOfDeletion({ status, headers, body }: Reply): boolean {
  if (status !== 409) return false;
  if (headers.get('X-Cockatiel-Reason') === 'deleted') return true;
  return new TextDecoder().decode(body).includes('was deleted');
}
