// Prints the results of a run for people.

/** A number with about three digits that mean something. */
export function formatNumber(value) {
  if (value === undefined) return '';
  if (value === 0) return '0';
  if (value >= 100) return Math.round(value).toLocaleString('en');
  return value.toFixed(value >= 10 ? 1 : value >= 0.1 ? 2 : 4);
}

function formatSpread({ min, median, max }) {
  return [formatNumber(median), min === max ? '' : `${formatNumber(min)} … ${formatNumber(max)}`];
}

/** Prints one workload: a line for each server, then each ratio and each check that failed. */
export function printTable(result) {
  const rows = [
    [result.name, result.unit, 'spread', 'p50 ms', 'p99 ms', 'CPU s/1,000', 'peak MiB'],
  ];
  for (const contestant of result.contestants) {
    const { value, p50Ms, p99Ms, cpuSecondsPerThousand, peakRssMiB } = contestant;
    const name = [contestant.name, contestant.unit].filter(Boolean).join(', ');
    const figures = [p50Ms, p99Ms, cpuSecondsPerThousand, peakRssMiB].map(formatNumber);
    rows.push([`  ${name}`, ...formatSpread(value), ...figures]);
  }
  const widths = [39, 11, 17, 8, 8, 11, 8];
  for (const row of rows) {
    const cells = row.map((cell, column) =>
      column === 0 ? cell.padEnd(widths[column]) : cell.padStart(widths[column]),
    );
    console.log(cells.join(' ').trimEnd());
  }
  for (const comparison of result.comparisons) console.log(`  ${describeComparison(comparison)}`);
  for (const { what, value, limit, isGood } of result.checks) {
    if (!isGood) console.log(`  FAILED: ${what}: ${value}, limit ${limit}`);
  }
  console.log('');
}

function describeComparison({ of, to, goal, ratio, below, atLeast, value, isMet }) {
  const mark = isMet ? 'reached' : 'BELOW GOAL';
  if (to === undefined) {
    const limit = below === undefined ? `at least ${atLeast}` : `under ${below}`;
    return `${of}: ${formatNumber(value.median)}, goal: ${limit}: ${mark}`;
  }
  const [median, range] = formatSpread(ratio);
  const ends = range === '' ? '' : ` (${range})`;
  const verdict = goal === undefined ? '' : `, goal ${formatNumber(goal)}: ${mark}`;
  return `${of} / ${to} = ${median}${ends}${verdict}`;
}
