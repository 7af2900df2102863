import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type BuiltImage, buildImage } from '../support/install/build-image.ts';
import { makeCleanRoot, whyNoCleanRoot } from '../support/install/clean-root.ts';
import { readStages, wordsOf } from '../support/install/dockerfile.ts';
import { type ImageContainer, startImage } from '../support/install/image-container.ts';
import { patience } from '../support/patience.ts';
import { createTestDirectory } from '../support/process/start-process.ts';
import { useTestDirectory } from '../support/process/start-test-node.ts';

/** To make a clean root, and to build in it, takes some minutes where nothing is in the cache. */
const buildTimeout = 900_000;
const reason = whyNoCleanRoot();
if (reason !== undefined) process.stdout.write(`no image is built: ${reason}\n`);

describe.skipIf(reason !== undefined)('the image that the Dockerfile describes', () => {
  let image: BuiltImage;

  beforeAll(async () => {
    const { path } = await createTestDirectory();
    image = await buildImage(path, makeCleanRoot(readStages()[0]?.image ?? ''));
  }, buildTimeout);
  afterAll(() => image.remove());

  async function start(): Promise<ImageContainer> {
    return startImage(image, join(await useTestDirectory(), 'volume'));
  }

  const healthCheck = (): string[] =>
    wordsOf(image.stage.instructions.find(({ name }) => name === 'HEALTHCHECK'));

  test('has what runs, and nothing of what built it', () => {
    const folder = join(image.root, 'opt/cockatiel');
    expect(existsSync(join(folder, 'dist/runtime/cli/main.js'))).toBe(true);
    expect(existsSync(join(folder, 'node_modules/pino'))).toBe(true);
    for (const path of ['node_modules/typescript', 'runtime', 'test', 'contrib', '.git']) {
      expect(existsSync(join(folder, path)), path).toBe(false);
    }
  });

  test('serves as the first process, as its own user, on a root that is read-only', async () => {
    const container = await start();
    await expect.poll(() => container.output(), patience).toContain('listens on');
    const facts = readFileSync(`/proc/${container.pid()}/status`, 'utf8');
    expect(facts).toMatch(/^NSpid:\t\d+\t1$/mu);
    expect(facts).toMatch(/^Uid:\t1000\t1000\t/mu);
    expect(facts).toMatch(/^CapEff:\t0+$/mu);
    expect(container.run(['touch', '/opt/cockatiel/a'])[1]).toContain('Read-only file system');
    const put = `fetch('http://127.0.0.1:8080/a', { method: 'PUT', body: 'a' })
      .then(({ status }) => console.log(status))`;
    expect(container.run(['node', '-e', put])).toEqual([0, '201\n']);
    expect(container.run(healthCheck())).toEqual([0, '']);
    expect(await container.stop('SIGTERM')).toBe(0);
  });

  test('is not healthy where nothing listens', async () => {
    const container = await start();
    await expect.poll(() => container.output(), patience).toContain('listens on');
    const [status] = container.run(healthCheck(), { COCKATIEL_PORT: '1' });
    expect(status).toBe(1);
    expect(await container.stop('SIGINT')).toBe(0);
  });
});
