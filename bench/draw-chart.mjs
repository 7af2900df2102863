// Draws how near a node comes to its goals.
import { formatNumber } from './print-table.mjs';

const labelWidth = 430;
const scaleWidth = 260;
const textWidth = 250;
const barHeight = 9;
const gap = 9;
const top = 44;
/** Bars end at this many times the goal. */
const most = 2;

const style = `text { font: 12px system-ui, sans-serif; fill: #1f2328 }
.label { text-anchor: end }
.note { font-size: 10px; fill: #59636e }
.met { fill: #2f7d4f }
.missed { fill: #c4702b }
.goal { stroke: #1f2328; stroke-width: 1.5; stroke-dasharray: 3 2 }
@media (prefers-color-scheme: dark) {
text { fill: #e6edf3 }
.note { fill: #9198a1 }
.met { fill: #57ab7a }
.missed { fill: #dd8f4e }
.goal { stroke: #e6edf3 }
}`;

/** An SVG with a bar for each goal and run; the goals are all at the same place of the scale. */
export function drawChart(runs) {
  const rows = findRows(runs);
  const parts = [];
  let y = top;
  for (const { label, bars } of rows) {
    const middle = y + (bars.length * barHeight) / 2 + 4;
    parts.push(
      `<text class="label" x="${labelWidth - 28}" y="${middle}">${escapeText(label)}</text>`,
    );
    for (const bar of bars) {
      parts.push(drawBar(bar, y));
      y += barHeight;
    }
    y += gap;
  }
  const goalX = labelWidth + scaleWidth / most;
  const width = labelWidth + scaleWidth + textWidth;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${y}" role="img">
<title>What was measured, beside the goals</title>
<style>${style}</style>
<text class="note label" x="${labelWidth - 5}" y="18">Node</text>
<text x="${goalX}" y="18" text-anchor="middle">goal</text>
<text class="note" x="${goalX + 24}" y="18">further right is better</text>
${parts.join('\n')}
<line class="goal" x1="${goalX}" x2="${goalX}" y1="26" y2="${y - gap / 2}"/>
</svg>
`;
}

function findRows(runs) {
  const rows = new Map();
  for (const { machine, workloads } of runs) {
    for (const { name, comparisons, contestants, unit } of workloads) {
      for (const comparison of comparisons) {
        const { of, to, goal } = comparison;
        if (to !== undefined && goal === undefined) continue;
        const isDerived = of !== contestants[0].name;
        const label = isDerived ? `${name}: ${of}` : name;
        const row = rows.get(label) ?? { label, bars: [] };
        rows.set(label, row);
        row.bars.push({ line: machine.node.slice(1).split('.')[0], unit, ...comparison });
      }
    }
  }
  return [...rows.values()];
}

function drawBar({ line, unit, ratio, goal, below, atLeast, value, to, isMet }, y) {
  const isRatio = to !== undefined;
  const toGoal = below === undefined ? () => value.median / atLeast : () => below / value.median;
  const reached = isRatio ? ratio.median / goal : toGoal();
  const width = Math.round((Math.min(reached, most) * scaleWidth) / most);
  const limit = below === undefined ? `at least ${atLeast}` : `under ${below}`;
  const figure = isRatio
    ? `${formatNumber(ratio.median)} of ${to}, goal ${formatNumber(goal)}`
    : `${formatNumber(value.median)} ${unit}, goal ${limit}`;
  const height = barHeight - 1;
  const color = isMet ? 'met' : 'missed';
  const textX = labelWidth + scaleWidth + 8;
  return `<text class="note label" x="${labelWidth - 5}" y="${y + height}">${line}</text>
<rect class="${color}" x="${labelWidth}" y="${y}" width="${width}" height="${height}"/>
<text class="note" x="${textX}" y="${y + height}">${escapeText(figure)}</text>`;
}

function escapeText(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
