import type { RequestContext } from '../../lib/context.ts';
import type { History, LoggedLine, PeerView } from '../../lib/host/monitor.ts';
import { bodyResponse } from '../../lib/http/body-response.ts';
import { HttpError } from '../../lib/http/http-error.ts';
import type { Operation } from '../../lib/journal/journal.ts';
import { describeStatus, type StatusContext, type StatusReport } from './get-status.ts';

/**
 * All that the page shows, as the body of `/_ui/state`. Peers are named by their URLs. Where
 * writing takes a secret and everybody may look, names of files and the log are for those who show
 * one: nothing else lists the names of a node.
 */
export interface PageState extends StatusReport {
  /** The clock of this node, in Unix milliseconds. */
  readonly nowMs: number;
  readonly views: Readonly<Record<string, PeerView>>;
  /** The first operations that each peer did not accept. */
  readonly deferred: Readonly<Record<string, readonly Operation[]>> | null;
  /** The names of the first corrupt copies. */
  readonly corrupt: readonly string[] | null;
  /** Whether it takes a secret to read and to write. */
  readonly secrets: { readonly read: boolean; readonly write: boolean };
  readonly history: History;
  readonly warnings: readonly LoggedLine[] | null;
}

/** How many names of a kind are shown. */
export const maxNames = 50;

/** GET and HEAD /_ui/state: what the page shows; throws a 404 on a host that has no page. */
export async function getPageState(
  _request: Request,
  ctx: StatusContext & Pick<RequestContext, 'monitor' | 'access' | 'caller'>,
): Promise<Response> {
  const { monitor, peers, storage, access, caller, clock } = ctx;
  if (monitor === undefined) throw new HttpError(404, 'This host has no page.');
  const [status, views] = await Promise.all([describeStatus(ctx), monitor.peers()]);
  const isTrusted = caller.roles.size > 0 || !access.isRestricted('write');
  const state: PageState = {
    ...status,
    nowMs: clock.nowMs(),
    views,
    deferred: isTrusted ? peers.deferred(maxNames) : null,
    corrupt: isTrusted ? storage.quarantined.names(maxNames) : null,
    secrets: { read: access.isRestricted('read'), write: access.isRestricted('write') },
    history: monitor.history(),
    warnings: isTrusted ? monitor.warnings() : null,
  };
  return bodyResponse(JSON.stringify(state), 'application/json', 200);
}
