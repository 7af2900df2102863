import { join } from 'node:path';
import { type ProgramRun, type RunOptions, runProgram } from './run-program.ts';
import { useTestDirectory } from './start-test-node.ts';
import { plantFile } from './stored-tree.ts';

/** A directory for one test, with a source of three files; a node would have the other two. */
export interface AdoptionPlace {
  readonly cwd: string;
  readonly storage: string;
  readonly queue: string;
  readonly source: string;
  /** The names of the files in `source`. */
  readonly names: readonly [string, string, string];
}

/** Makes the place for one test; of its directories there is `source`. */
export async function setUpAdoptionPlace(): Promise<AdoptionPlace> {
  const cwd = await useTestDirectory();
  const source = join(cwd, 'source');
  const a = await plantFile(source, 'a', 'a');
  const b = await plantFile(source, 'dir/b', 'b');
  const c = await plantFile(source, 'dir/deeper/c', 'c'.repeat(300_000));
  const [storage, queue] = [join(cwd, 'storage'), join(cwd, 'queue')];
  return { cwd, storage, queue, source, names: [a, b, c] };
}

/** Runs `cockatiel adopt` there. */
export function runAdopt(
  { cwd }: Pick<AdoptionPlace, 'cwd'>,
  line = '--storage storage source',
  options?: Partial<RunOptions>,
): Promise<ProgramRun> {
  return runProgram(['adopt', ...line.split(' ')], { cwd, ...options });
}
