import { CredentialsError } from '../lib/access/credentials-error.ts';
import type { Context } from '../lib/context.ts';
import { describeError } from '../lib/errors/describe-error.ts';

/**
 * Notes a refusal that an operator must know of. What is logged of it has no credential, and
 * nothing of the request but its method.
 */
export function noteRefusal(
  error: unknown,
  { status }: Response,
  method: string,
  { refusals }: Pick<Context, 'refusals'>,
): void {
  if (status === 507) refusals.noteNoSpace({ method, reason: describeError(error) });
  if (!(error instanceof CredentialsError)) return;
  const { sender, nodeId, message: reason } = error;
  const node = nodeId === undefined ? {} : { node: nodeId };
  refusals.noteCredentials(sender, { method, status, reason, ...node }, nodeId);
}
