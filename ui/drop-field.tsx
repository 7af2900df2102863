import { useRef, useState } from 'preact/hooks';
import type { ShownNode } from './nodes.ts';
import { SecretForm } from './secret-form.tsx';
import { keepSecret, readSecret } from './secrets.ts';
import { SentFile } from './sent-file.tsx';
import { mayUpload } from './upload.ts';

interface DropFieldProps {
  readonly nodes: readonly ShownNode[];
  readonly needsSecret: boolean;
}

interface Chosen {
  readonly key: number;
  readonly file: File;
}

/** How many files are shown when all are sent; the oldest go. */
const maxShown = 20;

/** Takes files by mouse or keyboard, and shows what becomes of them. */
export function DropField({ nodes, needsSecret }: DropFieldProps) {
  const [sent, setSent] = useState<readonly Chosen[]>([]);
  /** What waits for a secret. */
  const [waiting, setWaiting] = useState<readonly Chosen[]>([]);
  const [isOver, setIsOver] = useState(false);
  const [problem, setProblem] = useState('');
  const stored = useRef(new Set<number>());
  const lastKey = useRef(0);

  /** A file stays as long as it is not stored here. */
  function withoutOld(files: readonly Chosen[]): readonly Chosen[] {
    return files.filter(({ key }, index) => index < maxShown || !stored.current.has(key));
  }

  async function send(chosen: readonly Chosen[]): Promise<void> {
    setProblem('');
    try {
      const isAllowed = !needsSecret || (await mayUpload());
      if (isAllowed) setSent((before) => withoutOld([...chosen, ...before]));
      setWaiting(isAllowed ? [] : chosen);
    } catch {
      setProblem('The node does not respond.');
    }
  }

  function choose(files: Iterable<File> | null | undefined): void {
    const chosen = [...(files ?? [])].map((file) => {
      lastKey.current += 1;
      return { key: lastKey.current, file };
    });
    if (chosen.length > 0) void send(chosen);
  }

  return (
    <section aria-labelledby="send">
      <h2 id="send">Send files</h2>
      <label
        class={isOver ? 'drop over' : 'drop'}
        onDragOver={(event) => {
          event.preventDefault();
          setIsOver(true);
        }}
        onDragLeave={() => setIsOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setIsOver(false);
          choose(event.dataTransfer?.files);
        }}
      >
        <span>Drop files here, or choose them</span>
        <input
          type="file"
          multiple
          onChange={({ currentTarget }) => {
            choose(currentTarget.files);
            currentTarget.value = '';
          }}
        />
      </label>
      {problem !== '' && (
        <p class="note bad" role="alert">
          {problem}
        </p>
      )}
      {waiting.length > 0 && (
        <SecretForm
          label="Secret for writing"
          hint="This node takes files only from who has it."
          isWrong={readSecret('write') !== undefined}
          onSecret={(secret) => {
            keepSecret('write', secret);
            void send(waiting);
          }}
        />
      )}
      <ul class="sent">
        {sent.map(({ key, file }) => (
          <SentFile
            key={key}
            file={file}
            nodes={nodes}
            onStored={() => {
              stored.current.add(key);
              setSent(withoutOld);
            }}
          />
        ))}
      </ul>
    </section>
  );
}
