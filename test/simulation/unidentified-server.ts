import type { Message, Reply } from './message.ts';

/** Servers at a peer's URL that are no nodes: each gives one response to everything. */
export const unidentifiedKinds = ['302', '301', '409', '404', '200'] as const;
export type UnidentifiedKind = (typeof unidentifiedKinds)[number];

/** The response of such a server: it has no id, and a redirect leads to another scheme or host. */
export function respondAsUnidentified(kind: UnidentifiedKind, message: Message): Reply {
  const headers = new Headers({ Server: 'elsewhere' });
  const name = message.name.split('/').map(encodeURIComponent).join('/');
  if (kind === '302') headers.set('Location', `https://${message.to}/${name}`);
  if (kind === '301') headers.set('Location', `http://elsewhere/${name}`);
  return { status: Number(kind), headers, body: new TextEncoder().encode('not a node\n') };
}
