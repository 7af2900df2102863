import type { ObjectInfo } from '../../lib/object-store/object-store.ts';

/*
 * What a node must know of an object is one word in its metadata: that it is the mark of a
 * deletion, or whether a text is UTF-8.
 */

const deleted = 'deleted';
const utf8 = 'utf-8';
const other = 'not-utf-8';

/** The word for an object; `undefined` where nobody knows anything of it. */
export function contentLabel(about: ObjectInfo['isUtf8'] | 'deleted'): string | undefined {
  if (about === undefined) return undefined;
  if (about === 'deleted') return deleted;
  return about ? utf8 : other;
}

/** What the word says; without one, or with another, nothing is known. */
export function readLabel(
  label: string | null | undefined,
): Pick<ObjectInfo, 'isDeleted' | 'isUtf8'> {
  const isText = label === utf8 || label === other;
  return { isDeleted: label === deleted, isUtf8: isText ? label === utf8 : undefined };
}
