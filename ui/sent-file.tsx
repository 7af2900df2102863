import { useEffect, useState } from 'preact/hooks';
import { formatBytes } from '../lib/monitor/format.ts';
import type { ShownNode } from './nodes.ts';
import { poll } from './poll.ts';
import { requestHolders } from './request.ts';
import { type UploadResult, upload } from './upload.ts';

/** For so long it is asked who has a file. */
const maxAskMs = 120_000;

interface SentFileProps {
  readonly file: File;
  readonly nodes: readonly ShownNode[];
  /** Called once, when this node has the file. */
  readonly onStored: () => void;
}

/** A file on its way here, and then to the other nodes. */
export function SentFile({ file, nodes, onStored }: SentFileProps) {
  const [share, setShare] = useState(0);
  const [result, setResult] = useState<UploadResult>();

  useEffect(() => {
    void upload(file, setShare).then((next) => {
      setResult(next);
      if (next.kind === 'stored') onStored();
    });
  }, []);

  return (
    <li>
      <p>
        {result?.kind === 'stored' ? (
          // In a tab of its own: to leave the page would end uploads that are under way.
          <a href={`../${encodeURIComponent(result.name)}`} target="_blank" rel="noreferrer">
            {result.name}
          </a>
        ) : (
          file.name
        )}{' '}
        <span class="small size">{formatBytes(file.size)}</span>
      </p>
      {result === undefined && (
        <progress max={1} value={share} aria-label={`Sending ${file.name}`} />
      )}
      {result?.kind === 'failed' && (
        <p class="note bad" role="alert">
          {result.reason}
        </p>
      )}
      {result?.kind === 'stored' && <Holders name={result.name} nodes={nodes} />}
    </li>
  );
}

/** Which nodes have a file by now. */
function Holders({ name, nodes }: { name: string; nodes: readonly ShownNode[] }) {
  const [holders, setHolders] = useState<readonly string[]>([]);
  const isEverywhere = holders.length >= nodes.length;

  useEffect(() => {
    if (isEverywhere) return undefined;
    const end = Date.now() + maxAskMs;
    return poll(async () => {
      setHolders(await requestHolders(name));
      return Date.now() < end;
    }).stop;
  }, [isEverywhere]);

  return (
    <>
      <p class="small">
        On {holders.length} of {nodes.length} nodes
      </p>
      <ul class="holders">
        {nodes.map(({ key, title, id }) => {
          const isThere = id !== undefined && holders.includes(id);
          return (
            <li key={key} class={isThere ? 'word good' : 'word idle'}>
              {title}: {isThere ? 'has it' : id === undefined ? 'not known' : 'not yet'}
            </li>
          );
        })}
      </ul>
    </>
  );
}
