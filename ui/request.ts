import type { PageState } from '../handlers/status/get-page-state.ts';
import { authorization, readSecret } from './secrets.ts';

/** What came of a request for the state. */
export type Outcome =
  | { readonly kind: 'state'; readonly state: PageState }
  /** A secret is missing, or the one that was sent is wrong. */
  | { readonly kind: 'locked'; readonly isWrong: boolean }
  | { readonly kind: 'failed'; readonly reason: string };

const timeoutMs = 8000;

/**
 * Requests from this node; with `credentials` a browser would ask for a password itself. Where
 * everybody may look, the secret for writing shows more.
 */
function get(path: string): Promise<Response> {
  return fetch(path, {
    credentials: 'omit',
    cache: 'no-store',
    headers: { ...authorization('write'), ...authorization('operator') },
    signal: AbortSignal.timeout(timeoutMs),
  });
}

/** Requests all that the page shows; never rejects. */
export async function requestState(): Promise<Outcome> {
  const isWrong = readSecret('operator') !== undefined;
  try {
    const response = await get('state');
    if (response.status === 401 || response.status === 403) return { kind: 'locked', isWrong };
    if (!response.ok) return { kind: 'failed', reason: `it responds ${response.status}` };
    return { kind: 'state', state: (await response.json()) as PageState };
  } catch {
    return { kind: 'failed', reason: 'it does not respond' };
  }
}

/** The ids of the nodes that have a file; empty where that can't be found out now. */
export async function requestHolders(name: string): Promise<readonly string[]> {
  try {
    const response = await get(`holders/${encodeURIComponent(name)}`);
    if (!response.ok) return [];
    return ((await response.json()) as { holders: readonly string[] }).holders;
  } catch {
    return [];
  }
}
