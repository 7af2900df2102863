import type { Inventory } from '../inventory/inventory.ts';
import type { Lacks } from '../inventory/lacks.ts';
import type { Scrub } from './scrub.ts';

/** What a node knows of all its files together. */
export interface FileOverview {
  /** Which names are stored and which are deleted, as peers compare them. */
  readonly inventory: Inventory;
  /** Whether peers are sending what is not here. */
  readonly lacks: Lacks;
  /** What `/_status` reports about the check of the stored files. */
  readonly scrub: Pick<Scrub, 'report'>;
}
