/** Of a request: what its client would like (RFC 7240 §2). */
export const preferHeader = 'Prefer';

/** Of a response: which preferences were honoured, and how (RFC 7240 §3). */
export const preferenceHeader = 'Preference-Applied';

/** The preference of a client that wants no redirect for an upload that is here already. */
export const noRedirect = 'no-redirect';

/**
 * The elements of a list and the commas between them, up to the first that is malformed; a comma in
 * a quoted string divides nothing (RFC 9110 §5.6.4).
 */
const elementPattern = /(?:[^",]|"(?:[^"\\]|\\.)*")+|,/guy;

/**
 * The preference of a name as it was sent, such as ` wait=5`: the first counts (RFC 7240 §2), and
 * what follows `;` are parameters. The name is compared without regard to case.
 */
export function findPreference(headers: Headers, name: string): string | undefined {
  const preferences = (headers.get(preferHeader) ?? '').match(elementPattern) ?? [];
  return preferences.find((preference) => nameOf(preference) === name);
}

/** Whether the client of an upload wants no redirect. */
export function prefersNoRedirect(headers: Headers): boolean {
  return findPreference(headers, noRedirect) !== undefined;
}

function nameOf(preference: string): string | undefined {
  return /^\s*([^\s=;]+)\s*(?:$|[=;])/u.exec(preference)?.[1]?.toLowerCase();
}
