import { useEffect, useRef, useState } from 'preact/hooks';
import { formatDuration } from '../lib/monitor/format.ts';
import { summarize } from '../lib/monitor/words.ts';
import { DropField } from './drop-field.tsx';
import { Lists } from './lists.tsx';
import { NodeCard } from './node-card.tsx';
import { describeNodes } from './nodes.ts';
import { Plots } from './plots.tsx';
import { poll } from './poll.ts';
import { type Outcome, requestState } from './request.ts';
import { SecretForm } from './secret-form.tsx';
import { keepSecret } from './secrets.ts';

type KnownState = Extract<Outcome, { readonly kind: 'state' }>;

/** The whole page. What was shown last stays while the node does not respond. */
export function App() {
  const [outcome, setOutcome] = useState<Outcome>();
  const [known, setKnown] = useState<KnownState>();
  const refresh = useRef((): void => undefined);

  useEffect(() => {
    const polling = poll(async () => {
      const next = await requestState();
      setOutcome(next);
      if (next.kind === 'state') setKnown(next);
      // Each refusal is one more in the log of the node.
      return next.kind !== 'locked';
    });
    refresh.current = polling.now;
    return polling.stop;
  }, []);

  if (outcome?.kind === 'locked') {
    return (
      <Frame>
        <SecretForm
          label="Secret for operators"
          hint="Where this node has none, the secret for reading."
          isWrong={outcome.isWrong}
          onSecret={(secret) => {
            keepSecret('operator', secret);
            refresh.current();
          }}
        />
      </Frame>
    );
  }
  if (known === undefined) {
    const text = outcome?.kind === 'failed' ? `The node can’t be read: ${outcome.reason}.` : '';
    return (
      <Frame>
        <p class="note">{text || 'Loading …'}</p>
      </Frame>
    );
  }
  return <Known known={known} problem={outcome?.kind === 'failed' ? outcome.reason : undefined} />;
}

function Known({ known, problem }: { known: KnownState; problem: string | undefined }) {
  const { state } = known;
  const nodes = describeNodes(state, location.host);
  const summary = summarize(nodes.map(({ word }) => word));
  useEffect(() => {
    document.title = `${nodes[0]?.word.text ?? ''} · cockatiel`;
  });
  return (
    <Frame
      about={`Version ${state.node.version}, up for ${formatDuration(state.node.uptimeSeconds)}`}
      summary={problem === undefined ? summary : `This node can’t be read now: ${problem}.`}
      isProblem={problem !== undefined}
    >
      <section aria-labelledby="nodes">
        <h2 id="nodes">Nodes</h2>
        <div class="cards">
          {nodes.map((node) => (
            <NodeCard key={node.key} node={node} />
          ))}
        </div>
      </section>
      <DropField nodes={nodes} needsSecret={state.secrets.write} />
      <Plots history={state.history} />
      <Lists state={state} />
    </Frame>
  );
}

interface FrameProps {
  readonly about?: string;
  readonly summary?: string;
  readonly isProblem?: boolean;
  readonly children: preact.ComponentChildren;
}

function Frame({ about, summary = '', isProblem = false, children }: FrameProps) {
  return (
    <>
      <header>
        <h1>
          cockatiel <span class="host">{location.host}</span>
        </h1>
        <p class={isProblem ? 'summary bad' : 'summary'} aria-live="polite">
          {summary}
        </p>
        {about !== undefined && <p class="about">{about}</p>}
      </header>
      <main>{children}</main>
    </>
  );
}
