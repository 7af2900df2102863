/**
 * How a sender of files wants to be told of them: a `list` in JSON; a `page`, for a form of a
 * browser; or the `short` form for one that does not say: in JSON, and of one file without a list
 * around it.
 */
export type WantedFormat = 'list' | 'page' | 'short';

/** The format that an `Accept` header asks for. */
export function wantedFormat(accept: string | null): WantedFormat {
  if (/\btext\/html\b/iu.test(accept ?? '')) return 'page';
  return /\bapplication\/json\b/iu.test(accept ?? '') ? 'list' : 'short';
}
