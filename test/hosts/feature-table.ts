import { gaps, type HostName } from './gaps.ts';
import { subjects } from './http-contract/subjects.ts';

const hosts = Object.keys(gaps) as HostName[];

/** The table of docs/hosts.md: for each subject and host, how many of its checks hold. */
export function featureTable(): string {
  const rows = subjects.map(({ title, checks }) => [
    title,
    ...hosts.map((host) => {
      const failing = gaps[host].flatMap((gap) => gap.checks);
      const failed = failing.filter((name) => name.startsWith(`${title}: `)).length;
      return failed === 0 ? 'all' : `${checks.length - failed}/${checks.length}`;
    }),
  ]);
  const lines = [['', ...hosts], ['---', ...hosts.map(() => '---')], ...rows];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** What a host can't do, as docs/hosts.md lists it once. */
export function reasonList(host: HostName): string {
  const own = gaps[host].filter(({ isShownElsewhere }) => isShownElsewhere !== true);
  return own.map(({ reason }) => `- ${reason}`).join('\n');
}
