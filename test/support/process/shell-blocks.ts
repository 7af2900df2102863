/** The fenced blocks of a Markdown text that are tagged `sh`, without their fences. */
export function readShellBlocks(markdown: string): string[] {
  return [...markdown.matchAll(/^```sh\n(.*?)^```$/gmsu)].map(([, block = '']) => block);
}

/** Splits off the lines for npm and git: they are about a checkout, not about the program. */
export function splitCheckoutLines(block: string): { checkout: string[]; script: string } {
  const lines = block.split('\n');
  const isCheckout = (line: string): boolean => /^(?:npm|git|cd) /u.test(line);
  return {
    checkout: lines.filter(isCheckout),
    script: lines.filter((line) => !isCheckout(line)).join('\n'),
  };
}
