import type { History } from '../lib/host/monitor.ts';
import { formatBytes, formatCount, formatDuration, shortUrl } from '../lib/monitor/format.ts';
import { type Line, Plot } from './plot.tsx';

/** Steps of an axis: whole numbers, and those that are round in KiB. */
const wholeSteps = [1, 2, 5].flatMap((step) => [0, 1, 2, 3, 4, 5, 6, 7].map((e) => step * 10 ** e));
const counts = { format: formatCount, steps: wholeSteps.sort((a, b) => a - b), least: 4 };
/** Those that `formatDuration` tells apart: in seconds below two minutes, and so on. */
const ageSteps = [
  ...[1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600],
  ...[2, 4, 6, 12, 24, 48, 120, 240, 480, 960].map((hours) => hours * 3600),
];
const ages = { format: formatDuration, steps: ageSteps, least: 4 };
const rates = {
  format: formatRate,
  steps: Array.from({ length: 36 }, (_, exponent) => 2 ** exponent),
  least: 4096,
};

function formatRate(bytes: number): string {
  return `${formatBytes(bytes)}/s`;
}

/** The last half an hour, as small plots. */
export function Plots({ history }: { history: History }) {
  const { times, peers } = history;
  const one = (name: string, values: readonly number[]): Line[] => [{ name, values }];
  const bytes: Line[] = [
    { name: 'received', values: history.receivedBytesPerSecond },
    { name: 'sent', values: history.sentBytesPerSecond },
  ];
  return (
    <section aria-labelledby="history">
      <h2 id="history">Last 30 minutes</h2>
      {times.length < 2 ? (
        <p class="note">The first samples come within half a minute.</p>
      ) : (
        <div class="plots">
          <Plot
            title="Uploads in 10 s"
            times={times}
            lines={one('uploads', history.uploads)}
            axis={counts}
          />
          <Plot
            title="Downloads in 10 s"
            times={times}
            lines={one('downloads', history.downloads)}
            axis={counts}
          />
          <Plot title="Bytes a second" times={times} lines={bytes} axis={rates} />
          {Object.entries(peers).map(([url, { pending, oldestAgeSeconds }]) => [
            <Plot
              key={`${url} length`}
              title={`To be sent to ${shortUrl(url)}`}
              times={times}
              lines={one('operations', pending)}
              axis={counts}
            />,
            <Plot
              key={`${url} age`}
              title={`Oldest of that for ${shortUrl(url)}`}
              times={times}
              lines={one('age', oldestAgeSeconds)}
              axis={ages}
            />,
          ])}
        </div>
      )}
    </section>
  );
}
