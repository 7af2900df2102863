import type { IncomingMessage } from 'node:http';
import type { Route } from '../../../handlers/route.ts';
import { router } from '../../../handlers/router.ts';
import type { Context } from '../../../lib/context.ts';
import { pathBelow } from '../../../lib/names/mounted-path.ts';
import { withoutQuery } from '../../../lib/names/without-query.ts';

/** The row of the route table that serves a request of Node's; `undefined` if none does. */
export function findRoute(
  { method = '', url = '' }: IncomingMessage,
  { config }: Pick<Context, 'config'>,
): Route | undefined {
  const path = pathBelow(config.mount, withoutQuery(url));
  return path === undefined ? undefined : router.find(method, path);
}

/** Whether the limits count a request; they do if no route serves it. */
export function isLimited(request: IncomingMessage, ctx: Pick<Context, 'config'>): boolean {
  return findRoute(request, ctx)?.isLimited !== false;
}
