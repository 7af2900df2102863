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
  'a cloned node id': ['a copied machine'],
  'lost disks': [
    'a deletion is forgotten by all',
    'a restored node',
    'a restored queue',
    'a restored storage',
    'a wiped node',
    'a wiped queue',
    'a wiped storage',
    'the last copy of a file is lost',
  ],
  'files changed by hand': [
    'a file is added by hand, right',
    'a file is added by hand, wrong',
    'a file is removed by hand',
  ],
  'a bucket': [
    'DELETE of the bucket behind: 200',
    'DELETE of the bucket behind: 404',
    'DELETE to the bucket behind: 200',
    'DELETE to the bucket behind: 404',
    'GET to the bucket behind: 200',
    'HEAD to the bucket behind: 200',
    'HEAD to the bucket behind: 404',
    'PUT of the bucket behind: 201',
    'PUT to the bucket behind: 201',
    'PUT to the bucket behind: 302',
    'PUT to the bucket behind: 404',
    'PUT to the bucket behind: 409',
    'PUT to the bucket behind: 503',
    'a body is spooled in the bucket',
    'a node does not start without its bucket',
    'an object is found corrupt',
    'left-overs of uploads are removed',
    'the bucket works again',
  ],
  'a node without peers': ['a problem is reported where nothing is pending'],
};
