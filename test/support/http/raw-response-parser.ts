/** A response of a node, as it was sent over the wire. */
export interface RawResponse {
  readonly status: number;
  /** Names in lower case; the values of a repeated header are joined with a comma. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Buffer;
}

export interface ParseResponseOptions {
  /** Whether it is the response to a HEAD. */
  readonly hasNoBody: boolean;
  /** Whether the connection is closed, which ends a body without a length. */
  readonly isOver: boolean;
}

/**
 * Parses the first response in what was received; returns it and its size on the wire, or
 * `undefined` while it is incomplete.
 */
export function parseResponse(
  received: Buffer,
  { hasNoBody, isOver }: ParseResponseOptions,
): { response: RawResponse; sizeBytes: number } | undefined {
  const headEnd = received.indexOf('\r\n\r\n');
  if (headEnd === -1) return undefined;
  const { status, headers } = parseHead(received.toString('latin1', 0, headEnd));
  const bodyStart = headEnd + 4;
  const length =
    hasNoBody || status < 200 || status === 204 || status === 304 ? 0 : sizeOf(headers);
  if (length === undefined && !isOver) return undefined;
  const bodyEnd = length === undefined ? received.length : bodyStart + length;
  if (received.length < bodyEnd) return undefined;
  const body = received.subarray(bodyStart, bodyEnd);
  return { response: { status, headers, body }, sizeBytes: bodyEnd };
}

function parseHead(head: string): Pick<RawResponse, 'status' | 'headers'> {
  const [statusLine = '', ...lines] = head.split('\r\n');
  const [, status] = /^HTTP\/1\.1 (\d{3}) [\w' -]+$/u.exec(statusLine) ?? [];
  if (status === undefined) throw new Error(`This is no status line: ${statusLine}`);
  const headers = new Map<string, string>();
  for (const line of lines) {
    const [, name = '', value = ''] = /^([!-9;-~]+): (.*)$/su.exec(line) ?? [];
    if (name === '') throw new Error(`This is no header line: ${line}`);
    const before = headers.get(name.toLowerCase());
    headers.set(name.toLowerCase(), before === undefined ? value : `${before}, ${value}`);
  }
  return { status: Number(status), headers };
}

function sizeOf(headers: ReadonlyMap<string, string>): number | undefined {
  if (headers.has('transfer-encoding')) throw new Error('No response of this program is chunked.');
  const length = headers.get('content-length');
  return length === undefined ? undefined : Number(length);
}
