import { errorCode } from './error-code.ts';

/**
 * Returns the message of an error, as one line for people that is never empty. An error without a
 * message is what several attempts to connect end with: then those of the attempts, or its code.
 */
export function describeError(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.replace(/\s+/gu, ' ').trim() || describeSilent(error);
}

function describeSilent(error: unknown): string {
  const causes = error instanceof AggregateError ? error.errors.map(describeError) : [];
  if (causes.length > 0) return [...new Set(causes)].join('; ');
  return errorCode(error) ?? (error instanceof Error ? error.name : 'no reason was given');
}
