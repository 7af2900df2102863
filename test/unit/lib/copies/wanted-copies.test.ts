import { describe, expect, it } from 'vitest';
import { asksForCopies, parseWantedCopies } from '../../../../lib/copies/wanted-copies.ts';
import { HttpError } from '../../../../lib/http/http-error.ts';

function wanted(copies: string, prefer?: string): ReturnType<typeof parseWantedCopies> {
  const headers = new Headers({ 'Cockatiel-Copies': copies });
  if (prefer !== undefined) headers.set('Prefer', prefer);
  return parseWantedCopies(headers);
}

describe('the number of copies that an upload wants', () => {
  it('is not there without its header, whatever is preferred', () => {
    expect(parseWantedCopies(new Headers())).toBeUndefined();
    expect(parseWantedCopies(new Headers({ Prefer: 'wait=5' }))).toBeUndefined();
  });

  it.each([
    ['1', 1],
    ['3', 3],
    ['03', 3],
    ['999999999999999', 999_999_999_999_999],
  ])('%s is %i', (text, count) => {
    expect(wanted(text)?.count).toBe(count);
  });

  it.each(['', '0', '000', '-1', '1.5', '1e3', '0x3', '2, 3', '?', 'all', '٣', '1'.repeat(16)])(
    '%j is a 400',
    (text) => {
      const headers = { get: (name: string) => (name === 'Cockatiel-Copies' ? text : null) };
      const parse = () => parseWantedCopies(headers as Headers);
      expect(parse).toThrow(HttpError);
      expect(parse).toThrow('Cockatiel-Copies of an upload is not a number of nodes from 1 on.');
    },
  );
});

describe('how long an upload waits', () => {
  it('is 10 seconds where it does not say', () => {
    expect(wanted('2')).toEqual({ count: 2, waitSeconds: 10, isWaitGiven: false });
  });

  it.each([
    ['wait=0', 0],
    ['wait=5', 5],
    ['WAIT=5', 5],
    [' wait = 5 ', 5],
    ['wait="5"', 5],
    ['wait=5; strict', 5],
    ['wait=5;', 5],
    ['respond-async, wait=5', 5],
    ['foo="a, wait=1", wait=5', 5],
    ['foo="a\\", wait=1", wait=5', 5],
    ['foo; wait=1, wait=5', 5],
    ['waits=1, await=2, wait=5', 5],
    ['wait=5, wait=6', 5],
    [',, wait=5', 5],
    ['wait=30', 30],
    ['wait=31', 30],
    ['wait=9999999999', 30],
  ])('is said by Prefer: %s', (prefer, waitSeconds) => {
    expect(wanted('2', prefer)).toEqual({ count: 2, waitSeconds, isWaitGiven: true });
  });

  it.each(
    [
      ['', 'wait', 'wait=', 'wait=x', 'wait=-1', 'wait=1.5', 'wait=5s', 'wait=5 6', 'wait:5'],
      [
        'wait, wait=5',
        'wait=x, wait=5',
        'wait;x=5',
        'wait="5',
        '"wait=5"',
        '"x, wait=5',
        'return=5',
      ],
      ['wait=99999999999', `wait=5${'"'.repeat(9)}`],
    ].flat(),
  )('is not said by Prefer: %s', (prefer) => {
    expect(wanted('2', prefer)).toEqual({ count: 2, waitSeconds: 10, isWaitGiven: false });
  });
});

describe('a HEAD', () => {
  it('asks for the copies with a question mark, and not without the header', () => {
    expect(asksForCopies(new Headers({ 'Cockatiel-Copies': '?' }))).toBe(true);
    expect(asksForCopies(new Headers())).toBe(false);
  });

  it.each(['2', '', '??', '?, ?'])('with %j is a 400', (text) => {
    const headers = { get: () => text } as unknown as Headers;
    expect(() => asksForCopies(headers)).toThrow('Cockatiel-Copies of a HEAD is not "?".');
  });
});
