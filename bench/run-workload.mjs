// Runs one workload: its contestants by turns, round after round, one of them under load at a time.
import { rmSync } from 'node:fs';
import { checkNode } from './check-node.mjs';
import { spread } from './node-process.mjs';
import { openScope } from './scope.mjs';

/** Runs a workload and resolves with its figures, comparisons and checks. */
export async function runWorkload(workload, settings, directory) {
  const scope = openScope(settings, directory);
  try {
    const contestants = await workload.prepare(scope);
    const nodes = () => new Set(contestants.flatMap((contestant) => contestant.nodes()));
    const rounds = workload.rounds?.(settings) ?? settings.rounds;
    const samples = contestants.map(() => []);
    const { seconds } = settings;
    // Round 0 warms up, and is not counted.
    for (let round = workload.hasNoWarmUp ? 1 : 0; round <= rounds; round += 1) {
      for (const [index, contestant] of contestants.entries()) {
        const sample = await measure(contestant, { round, seconds });
        if (round > 0) samples[index].push(sample);
      }
      for (const node of nodes()) node.warmRssMiB ??= node.rssMiB();
    }
    const figures = contestants.map(({ name, unit }, index) => ({
      name,
      unit,
      ...summarize(samples[index]),
    }));
    const checks = [];
    for (const node of nodes()) checks.push(...(await checkNode(node, workload)));
    const { name, unit, lowerIsBetter = false } = workload;
    const comparisons = compare(workload, contestants, samples);
    return { name, unit, lowerIsBetter, rounds, contestants: figures, comparisons, checks };
  } finally {
    await scope.close();
    // Small files stay to the end: after many deletions ext4 without a journal is slow to create.
    if (workload.isLarge) rmSync(directory, { recursive: true, force: true });
  }
}

async function measure(contestant, turn) {
  const cpuMs = () => contestant.servers().reduce((sum, server) => sum + server.cpuMs(), 0);
  const before = cpuMs();
  const sample = await contestant.measure(turn);
  const servers = contestant.servers();
  const used = sample.cpuMs ?? cpuMs() - before;
  if (servers.length > 0) {
    sample.peakRssMiB = Math.max(...servers.map((server) => server.peakRssMiB()));
    sample.cpuSecondsPerThousand = used / sample.operations;
  }
  return sample;
}

function summarize(samples) {
  const of = (field) => {
    const values = samples.map((sample) => sample[field]).filter((value) => value !== undefined);
    return values.length === 0 ? undefined : spread(values);
  };
  return {
    value: of('value'),
    p50Ms: of('p50Ms')?.median,
    p99Ms: of('p99Ms')?.median,
    cpuSecondsPerThousand: of('cpuSecondsPerThousand')?.median,
    peakRssMiB: of('peakRssMiB')?.max,
  };
}

/** Compares round by round, so that what slows a round down slows both. */
function compare(workload, contestants, samples) {
  const values = (name) => {
    const index = contestants.findIndex((contestant) => contestant.name === name);
    return samples[index].map((sample) => sample.value);
  };
  const [{ name: first }, ...others] = contestants;
  const isHere = ({ to }) => to === undefined || contestants.some(({ name }) => name === to);
  const goals = (workload.goals ?? []).filter(isHere);
  for (const { name } of others) {
    const isNamed = goals.some((goal) => goal.to === name || goal.of === name);
    if (!isNamed) goals.push({ to: name });
  }
  return goals.map(({ of = first, to, ratio: goal, below, atLeast }) => {
    if (to === undefined) {
      const value = spread(values(of));
      const isMet = below === undefined ? value.median >= atLeast : value.median < below;
      const unit = contestants.find(({ name }) => name === of)?.unit;
      return { of, ...(unit !== undefined && { unit }), below, atLeast, value, isMet };
    }
    const theirs = values(to);
    const ratio = spread(
      values(of).map((ours, round) =>
        workload.lowerIsBetter ? theirs[round] / ours : ours / theirs[round],
      ),
    );
    return { of, to, goal, ratio, isMet: goal === undefined || ratio.median >= goal };
  });
}
