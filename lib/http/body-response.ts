/** A response whose body is this text, with its length, which no cache keeps. */
export function bodyResponse(
  text: string,
  type: string,
  status: number,
  extra: Readonly<Record<string, string>> = {},
): Response {
  const body = new TextEncoder().encode(text);
  const headers = {
    'Content-Type': type,
    'Content-Length': String(body.length),
    'Cache-Control': 'no-store',
    ...extra,
  };
  return new Response(body, { status, headers });
}

/** The same for one line of plain text. */
export function textResponse(
  line: string,
  status: number,
  extra?: Readonly<Record<string, string>>,
): Response {
  return bodyResponse(`${line}\n`, 'text/plain; charset=utf-8', status, extra);
}
