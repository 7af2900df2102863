import type { LogFields } from '../../../lib/host/log.ts';
import type { LogLevel } from './format-line.ts';

/**
 * One line for people: time, level, message, and the fields as `name=value`. The stack of an error
 * follows on lines of its own. What clients send can't move the cursor of a terminal, nor forge a
 * line.
 */
export function formatTextLine(
  level: LogLevel,
  message: string,
  fields: LogFields,
  now = new Date(),
): string {
  const line = `${now.toISOString()} ${level.padEnd(5)} ${formatEvent(message, fields)}`;
  const values = Object.values(fields);
  const stacks = values.flatMap((value) => (value instanceof Error ? framesOf(value) : []));
  return [line, ...stacks.map(withoutControls)].map((text) => `${text}\n`).join('');
}

/** The message, and the fields as `name=value`, in one line. */
export function formatEvent(message: string, fields: LogFields): string {
  const known = Object.entries(fields).filter(([, value]) => value !== undefined);
  const texts = known.map(([name, value]) => `${name}=${formatValue(value)}`);
  return withoutControls([message, ...texts].join(' '));
}

function formatValue(value: unknown): string {
  if (value instanceof Error) return quoteIfNeeded(String(value));
  if (typeof value === 'string') return quoteIfNeeded(value);
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function quoteIfNeeded(text: string): string {
  return /^[^\s"'=]+$/u.test(text) ? text : JSON.stringify(text);
}

/** A stack without its first lines, which repeat the message. */
function framesOf({ stack = '' }: Error): string[] {
  return stack.split('\n').filter((line) => /^ +at /u.test(line));
}

/** Escapes what does not show: control and format characters, and separators of lines. */
function withoutControls(text: string): string {
  return text.replace(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu,
    (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`,
  );
}
