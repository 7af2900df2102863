/** A peer's URL as it may be shown in logs and in `/_status`: as configured, but for its secret. */
export function peerName(url: string): string {
  return url.replace(/^(https?:\/\/)([^/?#]*)@/iu, (_, scheme: string, user: string) => {
    const colon = user.indexOf(':');
    return colon === -1 ? `${scheme}${user}@` : `${scheme}${user.slice(0, colon)}:***@`;
  });
}
