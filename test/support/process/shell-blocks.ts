/** A fenced block of commands in a Markdown text. */
export interface ShellBlock {
  /** The lines that are run. */
  readonly script: string;
  /** Lines for npm and git: they are about a checkout or a registry, not about the program. */
  readonly checkout: readonly string[];
}

/**
 * The blocks tagged `sh`, each command on one line. Blocks that are tagged `not-run`, with the
 * reason, are left out.
 */
export function readShellBlocks(markdown: string): ShellBlock[] {
  return [...markdown.matchAll(/^```sh\n(.*?)^```$/gmsu)].map(([, block = '']) =>
    splitCheckoutLines(block.replace(/ \\\n\s*/gu, ' ')),
  );
}

/** The reasons of the blocks that no test can run, such as `needs systemd`. */
export function readReasonsNotToRun(markdown: string): string[] {
  return [...markdown.matchAll(/^```\w+ not-run: (.+)$/gmu)].map(([, reason = '']) => reason);
}

function splitCheckoutLines(block: string): ShellBlock {
  const lines = block.split('\n');
  const isCheckout = (line: string): boolean => /^(?:npm|git|cd) /u.test(line);
  return {
    checkout: lines.filter(isCheckout),
    script: lines.filter((line) => !isCheckout(line)).join('\n'),
  };
}
