/** No ASCII, or not the same to everybody between quotes (RFC 6266 appendix D). */
const unfit = /[^ -~]|["\\%]/gu;
/**
 * What is not seen, and changes how the rest is: `photo\u202Egpj.exe` would look like a picture.
 * The joiners stay, without which some scripts and emoji are misspelled.
 */
const deceptive = /(?!\p{Join_Control})[\p{Cf}\p{Zl}\p{Zp}]/gu;
/** What `encodeURIComponent` leaves although it is no `attr-char` (RFC 8187 §3.2.1). */
const plainToEncoder = /['()*]/gu;

/**
 * The `Content-Disposition` that has a file saved under this name (RFC 6266 §4). A name that is not
 * plain comes twice: in ASCII with `_` for what does not fit, for old programs, and in UTF-8 with
 * `_` for what would make it look like another.
 */
export function formatAttachment(fileName: string): string {
  const fallback = fileName.replace(unfit, '_');
  const disposition = `attachment; filename="${fallback}"`;
  if (fallback === fileName) return disposition;
  return `${disposition}; filename*=UTF-8''${encodeExtended(fileName.replace(deceptive, '_'))}`;
}

function encodeExtended(value: string): string {
  return encodeURIComponent(value).replace(
    plainToEncoder,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
