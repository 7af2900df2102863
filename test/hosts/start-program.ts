import { fileURLToPath } from 'node:url';
import { createTestDirectory, startProcess } from '../support/process/start-process.ts';
import type { ContractOptions, StartContractNode } from './http-contract/contract.ts';

/** A node behind the server of the engine's own, to be started like the program. */
export const nativeServer = fileURLToPath(new URL('serve-native.mjs', import.meta.url));

/** Starts nodes for the contract as processes: the file given, or the program, on an engine. */
export function startOn(engine: readonly string[], main?: string): StartContractNode {
  return async (options) => {
    const { path, remove } = await createTestDirectory();
    const place = { engine, env: secretsOf(options), ...(main !== undefined && { main }) };
    const node = await startProcess(path, flagsOf(options), place);
    return {
      url: node.url,
      port: node.port,
      async close() {
        await node.stop('SIGKILL');
        await remove();
      },
    };
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
