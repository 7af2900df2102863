let second = -1;
let text = '';

/**
 * The value of `Date` for a response that is sent now. Node's own lags behind the clock while the
 * event loop is busy, and could be earlier than the `Last-Modified` of a file that is just stored.
 */
export function currentDate(): string {
  const now = Math.floor(Date.now() / 1000);
  if (now !== second) {
    second = now;
    text = new Date(now * 1000).toUTCString();
  }
  return text;
}
