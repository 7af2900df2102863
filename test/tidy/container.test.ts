import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { checkVariables } from '../../runtime/cli/check-variables.ts';
import { readStages, variablesOf, wordsOf } from '../support/install/dockerfile.ts';
import { repository } from '../support/process/documents.ts';

const read = (path: string): string => readFileSync(join(repository, path), 'utf8');

/** How long requests in flight may take once a node stops, in seconds (docs/operating.md). */
const requestsInFlight = 30;

describe('Dockerfile', () => {
  const stages = readStages();
  const last = stages.at(-1) ?? { image: '', name: undefined, instructions: [] };
  const all = stages.flatMap(({ instructions }) => instructions);
  const lastOf = (name: string) => last.instructions.findLast((each) => each.name === name);

  test('begins all stages with one image, of a line of Node that CI tests', () => {
    expect(new Set(stages.map(({ image }) => image)).size).toBe(1);
    const [, line = ''] = /^node:(\d+)-[a-z]+-slim$/u.exec(last.image) ?? [];
    const [, lines = ''] = /\|\| set -- ([\d ]+)$/mu.exec(read('.ci/node-lines')) ?? [];
    expect(lines.split(' ')).toContain(line);
  });

  test('copies what is there, and what .dockerignore lets in', () => {
    const ignored = read('.dockerignore').split('\n');
    const sources = all
      .filter(({ name, flags }) => name === 'COPY' && flags.length === 0)
      .flatMap(({ text }) => text.split(' ').slice(0, -1));
    expect(sources.length).toBeGreaterThan(2);
    expect(sources.filter((path) => !existsSync(join(repository, path)))).toEqual([]);
    expect(sources.filter((path) => ignored.includes(path))).toEqual([]);
  });

  test('runs as a user that is not root, by its number', () => {
    const [, user] = /^(\d+):\d+$/u.exec(lastOf('USER')?.text ?? '') ?? [];
    expect(Number(user)).toBeGreaterThan(0);
  });

  test('starts the program without a shell in between, which would take its signals', () => {
    expect(wordsOf(lastOf('ENTRYPOINT'))).toEqual(['cockatiel']);
    expect(lastOf('CMD')).toBeUndefined();
    expect(wordsOf(lastOf('HEALTHCHECK'))[0]).toBe('node');
  });

  test('has the directories of the node in its volume', () => {
    const variables = variablesOf(last);
    expect(checkVariables(variables).unknown).toEqual([]);
    const volume = lastOf('VOLUME')?.text;
    for (const name of ['COCKATIEL_STORAGE', 'COCKATIEL_QUEUE']) {
      expect(variables[name]).toMatch(new RegExp(`^${volume}/\\w+$`, 'u'));
    }
  });
});

interface Service {
  readonly environment: Readonly<Record<string, string | number>>;
  readonly ports: readonly string[];
  readonly volumes: readonly string[];
  readonly secrets: readonly string[];
  readonly read_only: boolean;
  readonly stop_grace_period: string;
  readonly healthcheck: unknown;
}

interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, unknown>>;
  readonly secrets: Readonly<Record<string, { readonly file: string }>>;
}

describe('compose.yaml', () => {
  const { services, volumes, secrets } = parse(read('compose.yaml'), { merge: true }) as Compose;
  const names = Object.keys(services);
  const nodes = Object.entries(services).map(([name, service]) => ({ name, ...service }));

  test('has three nodes, each with a volume and a port of its own', () => {
    expect(names).toHaveLength(3);
    const mounts = nodes.flatMap((node) => node.volumes.map((volume) => volume.split(':')));
    expect(mounts.map(([volume]) => volume)).toEqual(Object.keys(volumes));
    const target = readStages()
      .at(-1)
      ?.instructions.find(({ name }) => name === 'VOLUME');
    expect(new Set(mounts.map(([, path]) => path))).toEqual(new Set([target?.text]));
    const ports = nodes.flatMap((node) => node.ports.map((port) => port.split(':')));
    expect(new Set(ports.map(([address]) => address))).toEqual(new Set(['127.0.0.1']));
    expect(ports.map(([, outer]) => outer)).toEqual(['8080', '8081', '8082']);
    expect(new Set(ports.map(([, , inner]) => inner))).toEqual(new Set(['8080']));
  });

  test.each(nodes)('node $name lists the others', ({ name, environment }) => {
    const others = names.filter((other) => other !== name).map((other) => `http://${other}:8080`);
    expect(environment['COCKATIEL_NODE']).toBe(others.join(' '));
  });

  test.each(nodes)('node $name has its secrets in files', ({ environment, secrets: given }) => {
    expect(given).toEqual(Object.keys(secrets));
    const files = Object.entries(environment).filter(([name]) => name.endsWith('_SECRET_FILE'));
    expect(files.map(([, path]) => path)).toEqual(given.map((name) => `/run/secrets/${name}`));
    const ignored = ['.gitignore', '.dockerignore'].map((path) => read(path).split('\n'));
    for (const { file } of Object.values(secrets)) {
      const [, folder] = /^\.\/(\w+)\//u.exec(file) ?? [];
      const [gitLines, dockerLines] = ignored;
      expect(gitLines).toContain(`/${folder}/`);
      expect(dockerLines).toContain(folder);
    }
  });

  test.each(nodes)('node $name writes to its volume only, and has time to stop', (node) => {
    expect(node.read_only).toBe(true);
    expect(node.healthcheck).toBeDefined();
    const draining = Number(node.environment['COCKATIEL_DRAIN_SECONDS']);
    const [, grace] = /^(\d+)s$/u.exec(node.stop_grace_period) ?? [];
    expect(Number(grace)).toBeGreaterThan(requestsInFlight + draining);
  });

  test.each(nodes)('every variable of node $name is known', ({ environment }) => {
    const variables = Object.entries(environment).map(([name, value]) => [name, `${value}`]);
    expect(checkVariables(Object.fromEntries(variables)).unknown).toEqual([]);
  });
});
