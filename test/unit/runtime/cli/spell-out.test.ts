import { expect, test } from 'vitest';
import { serveCommand } from '../../../../runtime/cli/commands/commands.ts';
import { spellOut, takeValue } from '../../../../runtime/cli/flags/spell-out.ts';
import { UsageError } from '../../../../runtime/cli/flags/usage-error.ts';

const { flags } = serveCommand;

test.each<[line: string, spelled: string]>([
  ['--storage 007', '--storage==007'],
  ['--storage=007', '--storage==007'],
  ['--storage==a', '--storage===a'],
  ['--url= serve', 'serve --url=='],
  ['--new-storage a -v b', 'a b --new-storage --verbose'],
  ['-p80', '--port==80'],
  ['-p=80', '--port==80'],
  ['-p 80', '--port==80'],
  ['-p -1', '--port==-1'],
  ['--storage - -v', '--storage==- --verbose'],
  ['-vp 80 -v', '--verbose --port==80 --verbose'],
  ['-vvp80', '--verbose --verbose --port==80'],
  ['serve --no-fsync -- --port 1', 'serve --no-fsync -- --port 1'],
])('"%s" is spelled "%s"', (line, spelled) => {
  expect(spellOut(line.split(' '), flags).join(' ')).toBe(spelled);
});

test.each([
  ['--portt', 'unknown option --portt'],
  ['--maxSize=1', 'unknown option --maxSize'],
  ['---port=1', 'unknown option ---port'],
  ['--port.x=1', 'unknown option --port.x'],
  ['--http://u:s3cret@host', 'unknown option ***@host'],
  ['-x', 'unknown option -x'],
  ['-vx', 'unknown option -x'],
  ['-', 'unknown option -'],
  ['-v=1', '-v takes no value'],
  ['--verbose=', '--verbose takes no value'],
  ['--port', '--port needs a value, <port>'],
  ['-p -v', '--port needs a value, <port>'],
  ['--queue --port 1', '--queue needs a value, <path>'],
  ['--port --', '--port needs a value, <port>'],
])('"%s" is refused: %s', (line, message) => {
  const attempt = (): unknown => spellOut(line.split(' '), flags);
  expect(attempt).toThrow(UsageError);
  expect(attempt).toThrow(message);
});

test('a value is read back as it was given', () => {
  const [, value = ''] =
    /^--storage=(.*)$/su.exec(spellOut(['--storage', '=a\n'], flags)[0] ?? '') ?? [];
  expect(takeValue(value)).toBe('=a\n');
});
