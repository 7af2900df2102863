import type { Totals } from '../../../lib/monitor/history.ts';
import type { Traffic } from '../metrics/traffic.ts';

const uploaded = [200, 201, 202, 302];
const downloaded = [200, 206];

/** What a server has counted of files; requests for its own state are none. */
export function readTotals(traffic: Traffic): Totals {
  let uploads = 0;
  let downloads = -traffic.ownGets;
  for (const { method, status, count } of traffic.requests()) {
    if (method === 'PUT' && uploaded.includes(status)) uploads += count;
    if (method === 'GET' && downloaded.includes(status)) downloads += count;
  }
  const { received, sent } = traffic.bytes;
  return { uploads, downloads, receivedBytes: received, sentBytes: sent };
}
