/** The id that a node of this name would draw. */
export function nodeIdOf(id: string): string {
  return id.charCodeAt(0).toString(16).padStart(16, '0');
}
