import type { ScenarioKind } from './scenario-kinds.ts';

/** Ways that a run of many seeds must take once a scenario is switched on. */
export const scenarioBranches: Readonly<Partial<Record<ScenarioKind, readonly string[]>>> = {
  'a stranger at a peer URL': [
    'a stranger answers 200',
    'a stranger answers 301',
    'a stranger answers 302',
    'a stranger answers 404',
    'a stranger answers 409',
  ],
  'a peer left out': [
    'the operator can leave out a peer',
    'the operator can take back under another URL',
  ],
  'a missing storage': [
    'a node refuses to start without its storage',
    'a storage is missing at a start',
    'a storage is missing under a process',
  ],
  'a node without peers': ['a problem is told where nobody owes anything'],
};
