/** Puts on a response what every response of this program carries. */
export function addCommonHeaders(response: Response, version: string): Response {
  response.headers.set('Server', `cockatiel/${version}`);
  response.headers.set('X-Content-Type-Options', 'nosniff');
  return response;
}
