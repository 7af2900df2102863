import type { Message, Reply } from './message.ts';

/** What stands at a peer's URL and is no node: each gives one response to everything. */
export const strangerKinds = ['302', '301', '409', '404', '200'] as const;
export type StrangerKind = (typeof strangerKinds)[number];

/** The response of a stranger: it has no id, and a redirect leads to another scheme or host. */
export function respondAsStranger(kind: StrangerKind, message: Message): Reply {
  const headers = new Headers({ Server: 'stranger' });
  const name = message.name.split('/').map(encodeURIComponent).join('/');
  if (kind === '302') headers.set('Location', `https://${message.to}/${name}`);
  if (kind === '301') headers.set('Location', `http://elsewhere/${name}`);
  return { status: Number(kind), headers, body: new TextEncoder().encode('a stranger\n') };
}
