import type { RequestContext } from '../../lib/context.ts';
import type { History, LoggedLine, PeerView } from '../../lib/host/monitor.ts';
import { bodyResponse } from '../../lib/http/body-response.ts';
import { HttpError } from '../../lib/http/http-error.ts';
import type { Operation } from '../../lib/journal/journal.ts';
import { describeStatus, type StatusContext, type StatusReport } from './get-status.ts';

/** All that the page shows, as the body of `/_ui/state`. Peers are named by their URLs. */
export interface PageState extends StatusReport {
  /** The clock of this node, in Unix milliseconds. */
  readonly nowMs: number;
  readonly views: Readonly<Record<string, PeerView>>;
  /** The first operations that each peer did not accept. */
  readonly deferred: Readonly<Record<string, readonly Operation[]>>;
  /** The names of the first corrupt copies. */
  readonly corrupt: readonly string[];
  /** Whether it takes a secret to read and to write. */
  readonly secrets: { readonly read: boolean; readonly write: boolean };
  readonly history: History;
  readonly warnings: readonly LoggedLine[];
}

/** How many names of a kind are shown. */
export const maxNames = 50;

/** GET and HEAD /_ui/state: what the page shows; throws a 404 on a host that has no page. */
export async function getPageState(
  _request: Request,
  ctx: StatusContext & Pick<RequestContext, 'monitor' | 'access'>,
): Promise<Response> {
  const { monitor, peers, storage, access, clock } = ctx;
  if (monitor === undefined) throw new HttpError(404, 'This host has no page.');
  const [status, views] = await Promise.all([describeStatus(ctx), monitor.peers()]);
  const state: PageState = {
    ...status,
    nowMs: clock.nowMs(),
    views,
    deferred: peers.deferred(maxNames),
    corrupt: storage.quarantined.names(maxNames),
    secrets: { read: access.isRestricted('read'), write: access.isRestricted('write') },
    history: monitor.history(),
    warnings: monitor.warnings(),
  };
  return bodyResponse(JSON.stringify(state), 'application/json', 200);
}
