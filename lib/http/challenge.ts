const bearer = 'Bearer realm="cockatiel"';

/**
 * The header of a 401 that says how to authenticate (RFC 9110 §11.6.1). A challenge for Basic makes
 * a browser ask its user for a password, so it is sent only where a password would help.
 */
export function challenge(schemes: 'basic-or-bearer' | 'bearer'): Readonly<Record<string, string>> {
  const value =
    schemes === 'bearer' ? bearer : `Basic realm="cockatiel", charset="UTF-8", ${bearer}`;
  return { 'WWW-Authenticate': value };
}
