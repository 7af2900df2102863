import type { ScenarioKind } from './scenario-kinds.ts';

/** Branches that a run of many seeds must take once a scenario is switched on. */
export const scenarioBranches: Readonly<Partial<Record<ScenarioKind, readonly string[]>>> = {
  'an unidentified server at a peer URL': [
    'an unidentified server responds 200',
    'an unidentified server responds 301',
    'an unidentified server responds 302',
    'an unidentified server responds 404',
    'an unidentified server responds 409',
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
  'a node without peers': ['a problem is reported where nothing is pending'],
};
