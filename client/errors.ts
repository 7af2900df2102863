/** What went wrong, in a word. docs/clients.md says what each means. */
export type ErrorCode =
  | 'aborted'
  | 'body'
  | 'busy'
  | 'conflict'
  | 'deleted'
  | 'failed'
  | 'mismatch'
  | 'no-space'
  | 'not-found'
  | 'refused'
  | 'timeout'
  | 'too-large'
  | 'unauthorized'
  | 'unreachable';

interface ErrorDetails {
  readonly status?: number;
  readonly node?: string;
  readonly retryable?: boolean;
  readonly retryAfterMs?: number | undefined;
  readonly cause?: unknown;
}

/** Codes of what may go better in a while, or at another node. */
const retryableCodes: readonly ErrorCode[] = [
  'busy',
  'failed',
  'no-space',
  'timeout',
  'unreachable',
];

/** Whatever a call of the client rejects with, but for a `TypeError` of wrong arguments. */
export class CockatielError extends Error {
  declare readonly code: ErrorCode;
  /** That of the response; absent where there was none. */
  declare readonly status: number | undefined;
  /** The URL of the node, without a secret; absent where no node has part in it. */
  declare readonly node: string | undefined;
  /** Whether the same call may succeed later. */
  declare readonly retryable: boolean;
  /** How long the node wants to be left alone, in milliseconds; absent where it does not say. */
  declare readonly retryAfterMs: number | undefined;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    const { node, cause, ...rest } = details;
    super(node === undefined ? message : `${node}: ${message}`, { cause });
    this.name = 'CockatielError';
    Object.assign(this, { code, node, retryable: retryableCodes.includes(code), ...rest });
  }
}

/** The error of a response that is a refusal, with what the node says of it. */
export async function refusalOf(response: Response, node: string): Promise<CockatielError> {
  const { status, headers } = response;
  const body = (await response.text().catch(() => '')).trim();
  // A page of a proxy says nothing.
  const text = headers.get('Content-Type')?.startsWith('text/plain') ? `: ${body}` : '';
  return new CockatielError(
    codeOf(status, headers.get('X-Cockatiel-Reason')),
    `it responded ${status}${text}`,
    { status, node, retryAfterMs: Number(headers.get('Retry-After')) * 1000 || undefined },
  );
}

function codeOf(status: number, reason: string | null): ErrorCode {
  if (reason === 'deleted' || reason === 'mismatch') return reason;
  const codes: Readonly<Record<number, ErrorCode>> = {
    401: 'unauthorized',
    403: 'unauthorized',
    404: 'not-found',
    408: 'timeout',
    409: 'conflict',
    410: 'deleted',
    412: 'conflict',
    413: 'too-large',
    429: 'busy',
    503: 'busy',
    507: 'no-space',
  };
  return codes[status] ?? (status >= 500 ? 'failed' : 'refused');
}
