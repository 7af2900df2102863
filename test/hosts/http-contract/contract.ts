import type { Role } from '../../../lib/access/access.ts';

/** A node under the contract, on whatever host. */
export interface ContractNode {
  /** Such as `http://127.0.0.1:8080`. */
  readonly url: string;
  readonly port: number;
  /** How many files it has, where its status does not say that. */
  countFiles?(): Promise<number>;
  close(): Promise<void>;
}

/** What a node of a contract is started with; without, it is open to everybody. */
export interface ContractOptions {
  readonly secrets?: Partial<Record<Role, string>>;
  readonly corsOrigins?: readonly string[];
  readonly maxSizeBytes?: number;
  readonly publicUrl?: string;
}

/** Starts an empty node on a free port of the loopback. */
export type StartContractNode = (options: ContractOptions) => Promise<ContractNode>;

/** One thing that every host does. Checks share a node, and use names of their own. */
export interface Check {
  readonly name: string;
  run(node: ContractNode): Promise<void>;
}

/** Checks of one subject, on a node that is started for them. */
export interface Subject {
  readonly title: string;
  readonly options?: ContractOptions;
  /** Done once, before any check. */
  prepare?(node: ContractNode): Promise<void>;
  readonly checks: readonly Check[];
}

/** A check of a subject. */
export function check(name: string, run: Check['run']): Check {
  return { name, run };
}
