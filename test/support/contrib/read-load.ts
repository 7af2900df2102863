/** Clients that read all the time. */
export interface ReadLoad {
  /** How many reads have ended. */
  readonly done: number;
  /** What was wrong with each read that failed, in their order. */
  readonly failures: readonly string[];
  stop(): Promise<void>;
}

/** Lets some clients read files, one after the other each, whose contents are known. */
export function startReadLoad(
  url: string,
  files: ReadonlyMap<string, string>,
  clients = 4,
): ReadLoad {
  const failures: string[] = [];
  const paths = [...files.keys()];
  let done = 0;
  let isOver = false;

  async function read(path: string): Promise<void> {
    try {
      const response = await fetch(url + path);
      const text = await response.text();
      if (response.status !== 200) failures.push(`${response.status} ${text.slice(0, 200)}`);
      else if (text !== files.get(path)) failures.push(`other content of ${path}`);
    } catch (error) {
      failures.push(String((error as Error).cause ?? error));
    }
    done += 1;
  }

  async function client(first: number): Promise<void> {
    for (let turn = first; !isOver; turn += 1) await read(paths[turn % paths.length] ?? '');
  }

  const all = Promise.all(Array.from({ length: clients }, (_, index) => client(index)));
  return {
    get done() {
      return done;
    },
    failures,
    async stop() {
      isOver = true;
      await all;
    },
  };
}
