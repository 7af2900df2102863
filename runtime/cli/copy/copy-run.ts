import type { Log } from '../../../lib/host/log.ts';
import type { CopiedKind } from '../../../lib/maintenance/finding-kinds.ts';
import type { FileReport } from '../offline/file-report.ts';

/** What a copy gets of the command that runs it. */
export interface CopyRun {
  readonly report: FileReport<CopiedKind>;
  readonly signal: AbortSignal;
  readonly log: Log;
}
