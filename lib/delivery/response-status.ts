const unauthorized = new Set([401, 403]);
const unavailable = new Set([429, 502, 503, 504]);

/** Another secret is wanted, which says nothing about who wants it. */
export function isUnauthorizedStatus(status: number): boolean {
  return unauthorized.has(status);
}

/** The peer, or a proxy in front of it, accepts nothing at present. */
export function isUnavailableStatus(status: number): boolean {
  return unavailable.has(status);
}
