/** Not ASCII, or read differently by different clients between quotes (RFC 6266 appendix D). */
const unquotable = /[^ -~]|["\\%]/gu;
/**
 * Invisible characters that change how the others are shown: `photo\u202Egpj.exe` would look like a
 * picture. Joiners are kept, because some scripts and emoji are misspelled without them.
 */
const deceptive = /(?!\p{Join_Control})[\p{Cf}\p{Zl}\p{Zp}]/gu;
/** What `encodeURIComponent` does not encode although it is no `attr-char` (RFC 8187 §3.2.1). */
const notEncoded = /['()*]/gu;

/**
 * The `Content-Disposition` with which a file is saved under this name (RFC 6266 §4). A name that
 * is not plain ASCII is sent twice: in ASCII for old clients, and in UTF-8. `_` stands for
 * characters that do not fit, or that would make the name look like another one.
 */
export function formatAttachment(fileName: string): string {
  const fallback = fileName.replace(unquotable, '_');
  const disposition = `attachment; filename="${fallback}"`;
  if (fallback === fileName) return disposition;
  return `${disposition}; filename*=UTF-8''${encodeExtended(fileName.replace(deceptive, '_'))}`;
}

function encodeExtended(value: string): string {
  return encodeURIComponent(value).replace(
    notEncoded,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/**
 * The name of a file in a `Content-Disposition` (RFC 6266 §4.3), as it was sent: with directories,
 * if there are any. `undefined` where it has none; one that can't be decoded is none.
 */
export function parseFileName(disposition: string): string | undefined {
  const extended = /;\s*filename\*\s*=\s*utf-8'[^']*'([^;\s]+)/iu.exec(disposition)?.[1];
  const decoded = extended === undefined ? undefined : decode(extended);
  if (decoded !== undefined) return decoded;
  const [, quoted, token] =
    /;\s*filename\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;"]+))/iu.exec(disposition) ?? [];
  return quoted?.replace(/\\(.)/gu, '$1') ?? token;
}

function decode(encoded: string): string | undefined {
  try {
    return decodeURIComponent(encoded);
  } catch {
    return undefined;
  }
}
