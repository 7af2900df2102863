import type { Attempt } from './kill-ledger.ts';

/** What a node was doing when it was killed; one kill can hit several. */
export type KillPhase =
  | 'while a body was arriving'
  | 'between a body and its response'
  | 'during a deletion'
  | 'while idle'
  | 'during the start';

/** What it was doing, by what had no response yet. */
export function phasesOf(outstanding: readonly Attempt[]): KillPhase[] {
  if (outstanding.length === 0) return ['while idle'];
  const uploads = outstanding.filter(({ kind }) => kind === 'upload');
  const phases: KillPhase[] = [];
  if (uploads.some(({ bodySent }) => !bodySent)) phases.push('while a body was arriving');
  if (uploads.some(({ bodySent }) => bodySent)) phases.push('between a body and its response');
  if (uploads.length < outstanding.length) phases.push('during a deletion');
  return phases;
}
