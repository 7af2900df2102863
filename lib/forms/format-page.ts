import type { PostedFile } from './posted-file.ts';

const entities = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ["'", '&#39;'],
]);

/** A page in HTML that links to what was posted, for a form that leads nowhere else. */
export function formatPage(files: readonly PostedFile[]): string {
  const items = files.map(({ name, url, size }) => {
    return `<li><a href="${escapeText(url)}">${escapeText(name)}</a> (${size} bytes)</li>`;
  });
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width">',
    '<title>Stored</title>',
    '<h1>Stored</h1>',
    `<ul>${items.join('\n')}</ul>`,
    '</html>\n',
  ].join('\n');
}

function escapeText(text: string): string {
  return text.replace(/[&<>"']/gu, (character) => entities.get(character) as string);
}
