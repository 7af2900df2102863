import { senderId } from '../lib/access/caller.ts';
import type { Context } from '../lib/context.ts';
import type { Operation } from '../lib/journal/journal.ts';
import type { StoredName } from '../lib/names/stored-name.ts';

/** What a request does to a name, as the journal records it. */
export function toOperation(
  op: Operation['op'],
  name: StoredName,
  request: Request,
  { access, clock }: Pick<Context, 'access' | 'clock'>,
): Operation {
  const from = senderId(request, access);
  const seconds = Math.floor(clock.nowMs() / 1000);
  return { op, name, seconds, ...(from !== undefined && { from }) };
}
