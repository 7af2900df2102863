import type { IncomingMessage } from 'node:http';
import { router } from '../../../handlers/router.ts';
import type { Route } from '../../../handlers/routes.ts';
import { withoutQuery } from '../../../lib/names/without-query.ts';

/** The row of the route table that serves a request of Node's; `undefined` if none does. */
export function findRoute({ method = '', url = '' }: IncomingMessage): Route | undefined {
  return router.find(method, withoutQuery(url));
}
