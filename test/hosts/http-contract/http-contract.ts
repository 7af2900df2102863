import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { gaps, type HostName } from '../gaps.ts';
import type { ContractNode, StartContractNode, Subject } from './contract.ts';
import { subjects } from './subjects.ts';

/** The name of a check, as the table of gaps has it. */
export function checkNames(): readonly string[] {
  return subjects.flatMap(({ title, checks }) => checks.map(({ name }) => `${title}: ${name}`));
}

/**
 * What every host does with HTTP, as a suite. A check that is in the table of gaps must fail: when
 * the gap closes the suite does, until the table is corrected.
 */
export function httpContract(host: HostName, start: StartContractNode): void {
  const register = new Map<string, Register>();
  for (const { checks, isShownElsewhere } of gaps[host]) {
    for (const name of checks)
      register.set(name, isShownElsewhere === true ? test.skip : test.fails);
  }
  for (const subject of subjects) describe(subject.title, () => suite(subject, start, register));
}

/** How a check becomes a test. */
type Register = (name: string, run: () => Promise<void>) => void;

function suite(
  subject: Subject,
  start: StartContractNode,
  gaps: ReadonlyMap<string, Register>,
): void {
  let node: ContractNode;
  beforeAll(async () => {
    node = await start(subject.options ?? {});
    await subject.prepare?.(node);
  });
  afterAll(() => node?.close());

  for (const { name, run } of subject.checks) {
    const register = gaps.get(`${subject.title}: ${name}`) ?? test;
    register(name, () => run(node));
  }

  test('the node still serves requests after all of these', async () => {
    expect((await fetch(`${node.url}/_status`)).status).toBeLessThan(500);
  });
}
