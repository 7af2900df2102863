import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from '../process/documents.ts';

/** One instruction of a Dockerfile, on one line. */
export interface Instruction {
  /** In capitals, such as `RUN`. */
  readonly name: string;
  /** What follows the name, without the flags. */
  readonly text: string;
  /** Such as `--from=build`. */
  readonly flags: readonly string[];
}

/** A part of a Dockerfile that begins with `FROM`. */
export interface Stage {
  /** The image that it begins with, arguments replaced by their defaults. */
  readonly image: string;
  readonly name: string | undefined;
  readonly instructions: readonly Instruction[];
}

/** The stages of the Dockerfile of this repository, first to last. */
export function readStages(): Stage[] {
  const instructions = parse(readFileSync(join(repository, 'Dockerfile'), 'utf8'));
  const defaults = new Map(
    instructions.filter(({ name }) => name === 'ARG').map(({ text }) => splitOnce(text, '=')),
  );
  const stages: { image: string; name: string | undefined; instructions: Instruction[] }[] = [];
  for (const instruction of instructions) {
    if (instruction.name === 'FROM') {
      const [image = '', name] = instruction.text.split(/ AS /iu);
      stages.push({ image: replaceArguments(image, defaults), name, instructions: [] });
    } else stages.at(-1)?.instructions.push(instruction);
  }
  return stages;
}

/** The words of an instruction in JSON form, such as `ENTRYPOINT ["cockatiel"]`. */
export function wordsOf(instruction: Instruction | undefined): string[] {
  return JSON.parse((instruction?.text ?? '').replace(/^CMD /u, '')) as string[];
}

/** The variables that `ENV` sets in a stage. */
export function variablesOf({ instructions }: Stage): Record<string, string> {
  const pairs = instructions
    .filter(({ name }) => name === 'ENV')
    .flatMap(({ text }) => text.split(/\s+/u))
    .map((pair) => splitOnce(pair, '='));
  return Object.fromEntries(pairs);
}

function parse(text: string): Instruction[] {
  const lines = text
    .split('\n')
    .filter((line) => !/^\s*(?:#|$)/u.test(line))
    .join('\n')
    .replace(/\s*\\\n\s*/gu, ' ')
    .split('\n');
  return lines.map((line) => {
    const [name, rest] = splitOnce(line, ' ');
    const flags = /^(?:--\S+ +)*/u.exec(rest)?.[0] ?? '';
    return { name, text: rest.slice(flags.length), flags: flags.split(/ +/u).filter(Boolean) };
  });
}

function replaceArguments(text: string, values: ReadonlyMap<string, string>): string {
  return text.replace(/\$\{(\w+)\}/gu, (_, name: string) => values.get(name) ?? '');
}

function splitOnce(text: string, separator: string): [before: string, after: string] {
  const index = text.indexOf(separator);
  return [text.slice(0, index), text.slice(index + separator.length)];
}
