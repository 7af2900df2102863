import type { Role } from '../../../lib/access/access.ts';
import { FinalError } from './final-error.ts';

/**
 * Throws for the status of a refusal, with what the node says of it: a `FinalError` where no other
 * node would do otherwise. `role` is what the request takes a secret for.
 */
export function checkStatus(
  status: number,
  text: string | undefined,
  role: Exclude<Role, 'cluster'>,
): void {
  if (status >= 200 && status < 300) return;
  const response = `it responded ${status}${text === undefined ? '' : `: ${text}`}`;
  const isBusy = status === 429 || status >= 500;
  if (isBusy) throw new Error(response);
  if (status === 401 || status === 403) {
    const variable = `COCKATIEL_${role.toUpperCase()}_SECRET`;
    throw new FinalError(`${response} (give a secret with --secret-file or ${variable})`);
  }
  throw new FinalError(response);
}
