import { fileURLToPath } from 'node:url';
import { openS3Store } from '../support/objects/open-s3-store.ts';
import { accessKeyId, bucketName, secretAccessKey } from '../support/objects/test-credentials.ts';
import {
  createTestDirectory,
  type NodeProcess,
  startProcess,
} from '../support/process/start-process.ts';
import { countIn } from './count-in.ts';
import type { ContractNode, ContractOptions, StartContractNode } from './http-contract/contract.ts';

/** A node behind the server of the engine's own, to be started like the program. */
export const nativeServer = fileURLToPath(new URL('serve-native.mjs', import.meta.url));

/** Starts nodes for the contract as processes: the file given, or the program, on an engine. */
export function startOn(engine: readonly string[], main?: string): StartContractNode {
  return async (options) => {
    const { path, remove } = await createTestDirectory();
    const place = { engine, env: secretsOf(options), ...(main !== undefined && { main }) };
    return toContractNode(await startProcess(path, flagsOf(options), place), remove);
  };
}

/** Starts the program on an engine, each node on a part of the bucket of its own. */
export function startOnBucket(
  endpointOf: () => string,
  engine?: readonly string[],
): StartContractNode {
  let count = 0;
  return async (options) => {
    const { path, remove } = await createTestDirectory();
    count += 1;
    const prefix = `http${count}/`;
    const storage = `s3://${bucketName}/${prefix}?endpoint=${endpointOf()}`;
    const store = openS3Store(endpointOf(), prefix);
    const key = { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey };
    const env = { ...secretsOf(options), ...key };
    const place = engine === undefined ? { env } : { env, engine };
    const node = await startProcess(path, [...flagsOf(options), '--storage', storage], place);
    return { ...toContractNode(node, remove), countFiles: () => countIn(store) };
  };
}

function toContractNode(node: NodeProcess, remove: () => Promise<void>): ContractNode {
  return {
    url: node.url,
    port: node.port,
    async close() {
      await node.stop('SIGKILL');
      await remove();
    },
  };
}

function flagsOf({ corsOrigins = [], maxSizeBytes, publicUrl }: ContractOptions): string[] {
  return [
    ...corsOrigins.flatMap((origin) => ['--cors-origin', origin]),
    ...(maxSizeBytes === undefined ? [] : ['--max-size', String(maxSizeBytes)]),
    ...(publicUrl === undefined ? [] : ['--url', publicUrl]),
  ];
}

function secretsOf({ secrets = {} }: ContractOptions): NodeJS.ProcessEnv {
  const entries = Object.entries(secrets);
  return Object.fromEntries(
    entries.map(([role, secret]) => [`COCKATIEL_${role.toUpperCase()}_SECRET`, secret]),
  );
}
