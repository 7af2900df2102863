/**
 * What a run may be about beside its faults. The first are mistakes and mishaps around a
 * cluster, of which a run has one at most; the others go with all of them.
 */
export const situations = [
  'an unidentified server at a peer URL',
  'a cloned node id',
  'a peer left out',
  'a peer renamed',
  'a node without peers',
  'a balancer as peer',
  'a missing storage',
  'space by deletions only',
  'a link that cuts bodies',
  'a wrong path prefix',
  'lost disks',
  'files changed by hand',
] as const;

export const extras = [
  'names below stored names',
  'small windows',
  'a bucket',
  'resumable uploads',
] as const;

export type Situation = (typeof situations)[number];
export type Extra = (typeof extras)[number];
export type ScenarioKind = Situation | Extra;

export const scenarioKinds: readonly ScenarioKind[] = [...situations, ...extras];

/** Reads a list of numbers of scenarios, or `all` or `none`; throws for one that there is not. */
export function parseScenarios(list: string): readonly ScenarioKind[] {
  if (list === 'all') return scenarioKinds;
  if (list === 'none') return [];
  return list.split(',').map((number) => {
    const kind = scenarioKinds[Number(number) - 1];
    if (kind === undefined) throw new Error(`There is no scenario ${number}.`);
    return kind;
  });
}
