import { describe, expect, it, test } from 'vitest';
import { commands, serveCommand } from '../../../../../runtime/cli/commands/commands.ts';
import { formatHelp } from '../../../../../runtime/cli/text/format-help.ts';

function linesOf(command: (typeof commands)[number]): string[] {
  const sections = formatHelp(command, '1.2.3');
  return sections.flatMap(({ title, body }) => [`${title}:`, ...body.split('\n')]);
}

describe.each(commands)('the help of $name', (command) => {
  it('has one line for each flag, of at most 100 columns', () => {
    const lines = linesOf(command);
    for (const { name, help } of [...command.flags, ...command.commonFlags]) {
      const ofFlag = lines.filter((line) =>
        new RegExp(`^ .*--${name}(?: <[a-z]+>)?  `, 'u').test(line),
      );
      expect(ofFlag, name).toHaveLength(1);
      expect(ofFlag[0]).toContain(help);
    }
    for (const line of lines) expect(line.length, line).toBeLessThanOrEqual(100);
  });

  it('says what each flag does without the lines around it', () => {
    for (const { name, help } of [...command.flags, ...command.commonFlags]) {
      expect(help, name).toMatch(/^[A-Z][^\n]*[^.\s]$/u);
      expect(help, name).not.toMatch(/\b(?:the same|likewise|its|that one|ditto|as above)\b/iu);
    }
  });

  it('says how it is called', () => {
    expect(linesOf(command)).toContain(`  $ cockatiel ${command.synopsis}`);
  });
});

test('the help of the default command lists all commands and the version', () => {
  const text = linesOf(serveCommand).join('\n');
  for (const { name, help } of commands)
    expect(text).toMatch(new RegExp(`^  ${name} +${help}`, 'mu'));
  expect(text).toContain('cockatiel 1.2.3');
});

test('flags stand below the title of their section', () => {
  const sections = new Map(formatHelp(serveCommand, '').map(({ title, body }) => [title, body]));
  for (const { section, name } of serveCommand.flags) {
    expect(sections.get(section)).toMatch(new RegExp(`--${name}(?= )`, 'u'));
  }
  expect(sections.get('Cluster')).toContain('--node <url>');
});
