/** A peer's URL as logs and `/_status` may show it: as configured, but without its secret. */
export function peerName(url: string): string {
  return url.replace(/^(https?:\/\/)([^/?#]*)@/iu, (_, scheme: string, user: string) => {
    const colon = user.indexOf(':');
    return colon === -1 ? `${scheme}${user}@` : `${scheme}${user.slice(0, colon)}:***@`;
  });
}

/**
 * The key under which a peer's position is saved: its URL as configured, but without user and
 * secret, which may change while it stays the same peer.
 */
export function peerKey(url: string): string {
  return url.replace(/^(https?:\/\/)[^/?#]*@/iu, '$1');
}

/** A text for an error, without what may be user and secret of a URL, valid or not. */
export function withoutUser(text: string): string {
  return text.replace(/[^\s"]+/gu, (word) => {
    const at = word.lastIndexOf('@');
    return at === -1 ? word : `***${word.slice(at)}`;
  });
}
