import { expect } from 'vitest';
import type { HostileRow } from './hostile-row.ts';
import type { RawResponse } from './raw-response-parser.ts';

/**
 * Checks the responses to a row's bytes against the row, and what all responses have in common.
 */
export function checkResponses(
  row: HostileRow,
  responses: readonly RawResponse[],
  directory: string,
): void {
  expect(responses.map(({ status }) => status)).toEqual(row.statuses);
  for (const response of responses) checkCommonFacts(response, directory);
  const last = responses.at(-1);
  if (last === undefined) return;
  const saysClose = row.connection === 'closed' && row.ending !== 'half-close';
  if (saysClose) expect(last.headers.get('connection')).toBe('close');
  for (const [name, fact] of Object.entries(row.headers ?? {})) {
    const value = last.headers.get(name);
    if (fact instanceof RegExp) expect(value).toMatch(fact);
    else expect(value).toBe(fact ?? undefined);
  }
  if (row.body !== undefined) expect(last.body.toString('latin1')).toBe(row.body);
}

/** Checks what every response has: the server's headers and, for an error, the form of its body. */
export function checkCommonFacts(response: RawResponse, directory: string): void {
  const { status, headers, body } = response;
  if (status < 200) return;
  expect(headers.get('server')).toMatch(/^cockatiel\/\d+\.\d+\.\d+$/u);
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  const policy = headers.get('cross-origin-resource-policy');
  expect(policy).toMatch(/^(?:cross|same)-origin$/u);
  if (status < 400) return;
  expect(policy).toBe('same-origin');
  expect(headers.get('content-type')).toBe('text/plain; charset=utf-8');
  expect(headers.get('content-length')).toMatch(/^[1-9]\d*$/u);
  const text = body.toString();
  expect(text).toMatch(/^(?:[^\r\n]+\n)?$/u);
  expect(text).not.toContain(directory);
  expect(text).not.toMatch(/Error|node:|\.[jt]s/u);
}
