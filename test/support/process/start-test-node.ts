import { onTestFinished } from 'vitest';
import {
  createTestDirectory,
  type NodeProcess,
  type ProcessOptions,
  startProcess,
} from './start-process.ts';

/** An empty directory that is removed when the test is over. */
export async function useTestDirectory(): Promise<string> {
  const { path, remove } = await createTestDirectory();
  onTestFinished(remove);
  return path;
}

/** A node on the directory given, or on an empty one, that is ended when the test is over. */
export async function startTestNode(
  args: readonly string[] = [],
  directory?: string,
  options?: ProcessOptions,
): Promise<NodeProcess> {
  const node = await startProcess(directory ?? (await useTestDirectory()), args, options);
  onTestFinished(async () => void (await node.stop('SIGKILL')));
  return node;
}
