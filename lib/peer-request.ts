/** Tells whether a request says that it comes from another node of the cluster. */
export function isFromPeer(request: Request): boolean {
  return request.headers.get('user-agent')?.startsWith('cockatiel/') === true;
}
