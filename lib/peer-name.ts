/** A peer's URL as it may be shown in logs and in `/_status`: as configured, but for its secret. */
export function peerName(url: string): string {
  return url.replace(/^(https?:\/\/[^/?#@:]*:)[^/?#]*@/iu, '$1***@');
}
