// A segment of a stored name has 255 bytes at most, of which a node needs 52.
const maxBytes = 203;
const utf8 = new TextEncoder();

/** What a node refuses in a segment: control characters, and half a pair of surrogates. */
const refused = /[\p{Cc}\p{Cs}]/gu;

/**
 * Makes a name that every node takes of what a browser calls a file: without its folders, shortened
 * before its extension, and in a directory of yours.
 */
export function toFileName(original, directory = 'uploads') {
  const segment = (original ?? '').split(/[/\\]/u).at(-1).replace(refused, '');
  const [, stem, extension] = /^(.+?)(\.[^.]{1,32})?$/su.exec(segment) ?? ['', 'file', ''];
  const characters = [...stem];
  const end = extension ?? '';
  while (utf8.encode(characters.join('') + end).length > maxBytes) characters.pop();
  const name = characters.join('') + end;
  return `${directory}/${/^\.*$/u.test(name) ? 'file' : name}`;
}
