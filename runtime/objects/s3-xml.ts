import { ObjectStoreError } from '../../lib/errors/domain-errors.ts';

/*
 * The few elements of S3's XML that this program reads. They are flat, and their texts have no
 * markup in them, so that a search for tags is enough.
 */

const entities = new Map([
  ['lt', '<'],
  ['gt', '>'],
  ['amp', '&'],
  ['quot', '"'],
  ['apos', "'"],
]);

/** The text of the first element of that name; `undefined` where there is none. */
export function readElement(xml: string, name: string): string | undefined {
  const open = `<${name}>`;
  const start = xml.indexOf(open);
  if (start === -1) return undefined;
  const end = xml.indexOf(`</${name}>`, start);
  return end === -1 ? undefined : decodeText(xml.slice(start + open.length, end));
}

/** The insides of all elements of that name, in their order. */
export function readElements(xml: string, name: string): readonly string[] {
  const parts = xml.split(`<${name}>`).slice(1);
  return parts.map((part) => part.slice(0, part.indexOf(`</${name}>`)));
}

/**
 * A key of a list with `encoding-type=url`, in which a store may write a space as `+`. Throws an
 * `ObjectStoreError` where it is not encoded so.
 */
export function decodeKey(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', '%20'));
  } catch {
    const detail = 'a key in a list of the store is not encoded as it should be';
    throw new ObjectStoreError({ code: 'IncompleteResponse', detail, isTransient: false });
  }
}

/** Writes a text for XML. */
export function encodeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function decodeText(text: string): string {
  return text.replace(
    /&(?:#x([\da-f]{1,6})|#(\d{1,7})|([a-z]{2,4}));/giu,
    (all, hex, dec, name) => {
      if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16));
      if (dec !== undefined) return String.fromCodePoint(Number(dec));
      return entities.get(name) ?? all;
    },
  );
}
