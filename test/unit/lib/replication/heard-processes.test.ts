import { expect, it } from 'vitest';
import { createHeardProcesses } from '../../../../lib/replication/heard-processes.ts';
import { collectLog, type LogLine } from '../../../support/node/collect-log.ts';
import { createMemoryCluster, warnings } from '../../../support/node/memory-cluster.ts';

const silence =
  'a peer sends nothing here: it lacks this node as --node, can not reach it, or is refused';
const end = 'a peer that sent nothing here sends requests';

function start(shown: Record<string, string>) {
  const logLines: LogLine[] = [];
  const clock = { ms: 1_000_000, nowMs: () => clock.ms };
  const instances = (): ReadonlyMap<string, string> => new Map(Object.entries(shown));
  const heard = createHeardProcesses({ instances, clock, log: collectLog(logLines) });
  function pass(seconds: number): void {
    for (let second = 0; second < seconds; second += 1) {
      clock.ms += 1000;
      heard.checkSilent();
    }
  }
  const logged = (): unknown => logLines.map(({ message, fields }) => [message, fields]);
  return { heard, clock, pass, logged };
}

it('a peer that is up and sends nothing for a minute is logged, once', () => {
  const { pass, logged } = start({ 'http://a': 'one', 'http://b': 'two' });
  pass(60);
  expect(logged()).toEqual([]);
  pass(120);
  expect(logged()).toEqual([
    [silence, { peer: 'http://a' }],
    [silence, { peer: 'http://b' }],
  ]);
});

it('a peer that has ever sent something since its start is not', () => {
  const { heard, pass, logged } = start({ 'http://a': 'one' });
  heard.note('one');
  pass(1);
  heard.note('another');
  heard.note('one');
  pass(120);
  expect(logged()).toEqual([]);
});

it('its next process has to send something, too', () => {
  const shown = { 'http://a': 'one' };
  const { heard, pass, logged } = start(shown);
  pass(1);
  heard.note('one');
  shown['http://a'] = 'two';
  pass(61);
  expect(logged()).toEqual([[silence, { peer: 'http://a' }]]);
  heard.note('two');
  pass(1);
  expect(logged()).toEqual([
    [silence, { peer: 'http://a' }],
    [end, { peer: 'http://a' }],
  ]);
});

it('a peer that was down meanwhile has as much time again', () => {
  const shown: Record<string, string> = { 'http://a': 'one' };
  const { pass, logged } = start(shown);
  pass(50);
  delete shown['http://a'];
  pass(50);
  shown['http://a'] = 'one';
  pass(60);
  expect(logged()).toEqual([]);
  pass(1);
  expect(logged()).toEqual([[silence, { peer: 'http://a' }]]);
});

it('with a clock that is set back it has as much time again, and no more', () => {
  const { clock, pass, logged } = start({ 'http://a': 'one' });
  pass(10);
  clock.ms -= 600_000;
  pass(60);
  expect(logged()).toEqual([]);
  pass(1);
  expect(logged()).toEqual([[silence, { peer: 'http://a' }]]);
});

it('a node that no other lists says so in its own log', async () => {
  const peers = { a: ['b'], b: ['a'], d: ['a', 'b'] };
  const cluster = await createMemoryCluster({ peers, repairs: true });
  for (let round = 0; round < 3; round += 1) {
    await cluster.turn();
    for (const id of ['a', 'b', 'd']) {
      cluster.node(id).clock.ms += 40_000;
      cluster.node(id).cluster.checkSilent();
    }
  }
  expect(warnings(cluster.node('d')).filter((line) => line === silence)).toHaveLength(2);
  for (const id of ['a', 'b']) expect(warnings(cluster.node(id))).not.toContain(silence);
});
