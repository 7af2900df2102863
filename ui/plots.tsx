import type { History } from '../lib/host/monitor.ts';
import { formatBytes, formatCount, formatDuration, shortUrl } from './format.ts';
import { type Line, Plot } from './plot.tsx';

const formatRate = (bytes: number): string => `${formatBytes(bytes)}/s`;

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
            format={formatCount}
          />
          <Plot
            title="Downloads in 10 s"
            times={times}
            lines={one('downloads', history.downloads)}
            format={formatCount}
          />
          <Plot title="Bytes a second" times={times} lines={bytes} format={formatRate} />
          {Object.entries(peers).map(([url, { pending, oldestAgeSeconds }]) => [
            <Plot
              key={`${url} length`}
              title={`To be sent to ${shortUrl(url)}`}
              times={times}
              lines={one('operations', pending)}
              format={formatCount}
            />,
            <Plot
              key={`${url} age`}
              title={`Oldest of that for ${shortUrl(url)}`}
              times={times}
              lines={one('age', oldestAgeSeconds)}
              format={formatDuration}
            />,
          ])}
        </div>
      )}
    </section>
  );
}
