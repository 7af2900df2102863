/** A text that moves no cursor and breaks no line, whatever a file or a node is called. */
export function withoutControls(text: string): string {
  return text.replace(/\p{Cc}/gu, '?');
}
