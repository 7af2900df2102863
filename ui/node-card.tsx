import { DiskBar } from './disk-bar.tsx';
import type { ShownNode } from './nodes.ts';

/** One node: its word, and its numbers. */
export function NodeCard({ node }: { node: ShownNode }) {
  const { title, word, rows, volumes, notes } = node;
  return (
    <article class="card" data-node={node.key}>
      <h3>{title}</h3>
      <p class={`word ${word.tone}`}>{inParts(word.text)}</p>
      {notes.map((note) => (
        <p key={note} class="note">
          {note}
        </p>
      ))}
      <dl>
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {volumes.map((volume) => (
        <DiskBar key={volume.name} volume={volume} />
      ))}
    </article>
  );
}

/** A text that is broken behind its commas first, where it is too long for one line. */
function inParts(text: string) {
  return text.split(/(?<=, )/u).map((part) => <span key={part}>{part}</span>);
}
