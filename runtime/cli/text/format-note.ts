import type { Example, Note, Term } from '../commands/command.ts';

/** Where the text of a note is wrapped. */
const columns = 80;
const indent = '  ';

/** A note as the help prints it below its title. */
export function formatNote({ paragraphs = [], terms = [], examples = [] }: Note): string {
  return [
    ...paragraphs.map((sentences) => wrap(sentences.join(' '), indent, indent)),
    ...(terms.length > 0 ? [formatTerms(terms)] : []),
    ...examples.map(formatExample),
  ].join('\n\n');
}

function formatTerms(terms: readonly Term[]): string {
  const width = Math.max(...terms.map(([term]) => term.length));
  const below = ' '.repeat(indent.length + width + 2);
  return terms
    .map(([term, ...sentences]) =>
      wrap(sentences.join(' '), `${indent}${term.padEnd(width)}  `, below),
    )
    .join('\n');
}

function formatExample([purpose, command]: Example): string {
  return `${indent}${purpose}\n${indent}${indent}$ ${command}`;
}

/** Breaks a text between words; a word that is longer than a line has a line of its own. */
function wrap(text: string, first: string, others: string): string {
  const lines: string[] = [];
  let line = first;
  for (const word of text.split(' ')) {
    const isFull = line.length + word.length > columns && line.trim() !== '';
    if (isFull) lines.push(line.trimEnd());
    line = `${isFull ? others : line}${word} `;
  }
  return [...lines, line.trimEnd()].join('\n');
}
