import type { PageState } from '../handlers/status/get-page-state.ts';
import { formatCount, formatTime, shortUrl } from '../lib/monitor/format.ts';

/** What can be opened: deferred operations, damaged files, and the last warnings. */
export function Lists({ state }: { state: PageState }) {
  const { deferred: byPeer, corrupt, warnings, nowMs } = state;
  if (byPeer === null || corrupt === null || warnings === null) return <Hidden />;
  const deferred = Object.entries(byPeer).flatMap(([url, operations]) =>
    operations.map(({ op, name }) => ({
      key: `${url} ${op} ${name}`,
      text: `${op === 'PUT' ? 'Upload' : 'Deletion'} of ${name} to ${shortUrl(url)}`,
    })),
  );
  const deferredCount = Object.values(state.queues).reduce((sum, peer) => sum + peer.deferred, 0);
  return (
    <section aria-labelledby="lists">
      <h2 id="lists">What needs a look</h2>
      <Foldable title="Deferred operations" count={deferredCount} shown={deferred.length}>
        {deferred.map(({ key, text }) => (
          <li key={key}>{text}</li>
        ))}
      </Foldable>
      <Foldable title="Damaged files" count={state.node.damaged.kept} shown={corrupt.length}>
        {corrupt.map((name) => (
          <li key={name}>{name}</li>
        ))}
      </Foldable>
      <Foldable title="Last warnings" count={warnings.length} shown={warnings.length}>
        {[...warnings].reverse().map(({ atMs, level, text }, index) => (
          <li key={warnings.length - index}>
            <time>{formatTime(atMs, nowMs)}</time>{' '}
            <strong class={level === 'error' ? 'bad' : 'busy'}>{level}</strong> {text}
          </li>
        ))}
      </Foldable>
    </section>
  );
}

/** Names of files and the log are for those who have shown a secret. */
function Hidden() {
  return (
    <section aria-labelledby="lists">
      <h2 id="lists">What needs a look</h2>
      <p class="note">
        Names of files and warnings are shown where the node has a secret for operators or for
        reading (--operator-secret-file).
      </p>
    </section>
  );
}

interface FoldableProps {
  readonly title: string;
  readonly count: number;
  /** How many of them are in the list. */
  readonly shown: number;
  readonly children: preact.ComponentChildren;
}

function Foldable({ title, count, shown, children }: FoldableProps) {
  return (
    <details class="list">
      <summary>
        {title} <span class="count">{formatCount(count)}</span>
      </summary>
      {shown === 0 ? <p class="note">None.</p> : <ul>{children}</ul>}
      {shown < count && <p class="note">The first {shown} are shown.</p>}
    </details>
  );
}
