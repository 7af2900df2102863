import type { Secrets } from '../../../lib/access/secrets.ts';
import type { LogFormat, ProcessLog } from '../../node/log/log.ts';
import { version } from '../../node/version.ts';
import { describeStart } from '../text/describe-start.ts';
import { notifyReady } from './notify-ready.ts';

/** What there is to say about a node that listens. */
interface Start {
  readonly url: string;
  readonly settings: Omit<Parameters<typeof describeStart>[0], 'url'>;
  readonly secrets: Secrets;
  readonly format: LogFormat;
}

/** Says that a node listens: in its log, and to systemd if that has started it. */
export async function announceStart(start: Start, log: ProcessLog): Promise<void> {
  const { url, settings, secrets, format } = start;
  const facts = await describeStart({ ...settings, url }, secrets);
  // In text the message alone has the URL.
  const fields = format === 'json' ? { url, ...facts } : facts;
  log.info(`cockatiel listens on ${url} (version ${version})`, fields);
  notifyReady(url, process.env, log);
}
