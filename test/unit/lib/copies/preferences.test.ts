import { describe, expect, it } from 'vitest';
import { findPreference, prefersNoRedirect } from '../../../../lib/copies/preferences.ts';

describe('a preference', () => {
  it.each([
    ['no-redirect'],
    ['No-Redirect'],
    ['wait=5, no-redirect'],
    ['foo="a, b", no-redirect;x'],
    [',, no-redirect '],
    ['no-redirect=1'],
  ])('for no redirect is in Prefer: %s', (prefer) => {
    expect(prefersNoRedirect(new Headers({ Prefer: prefer }))).toBe(true);
  });

  it.each([
    [''],
    ['redirect'],
    ['no-redirects'],
    ['foo="no-redirect"'],
    ['foo; no-redirect'],
    ['foo="a, no-redirect'],
    ['no redirect'],
  ])('for no redirect is not in Prefer: %s', (prefer) => {
    expect(prefersNoRedirect(new Headers({ Prefer: prefer }))).toBe(false);
  });

  it('is as it was sent, the first of its name, and none where no header is', () => {
    expect(findPreference(new Headers({ Prefer: 'a, wait = 5 ;x, wait=6' }), 'wait')).toBe(
      ' wait = 5 ;x',
    );
    expect(findPreference(new Headers(), 'wait')).toBeUndefined();
  });
});
