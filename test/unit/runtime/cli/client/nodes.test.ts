import { expect, onTestFinished, test } from 'vitest';
import { FinalError } from '../../../../../runtime/cli/client/final-error.ts';
import { createNodes, type Nodes } from '../../../../../runtime/cli/client/nodes.ts';

function openNodes(...urls: string[]): Nodes {
  const nodes = createNodes({ nodes: urls, secret: undefined });
  onTestFinished(nodes.close);
  return nodes;
}

test('the next node is tried where one fails, and is the first one from then on', async () => {
  const nodes = openNodes('http://a', 'http://b', 'http://c');
  const tried: string[] = [];
  const work = async (_: unknown, url: string): Promise<string> => {
    tried.push(url);
    if (url !== 'http://b') throw new Error('it is down');
    return url;
  };
  expect(await nodes.ask(work)).toBe('http://b');
  expect(await nodes.ask(work)).toBe('http://b');
  expect(tried).toEqual(['http://a', 'http://b', 'http://b']);
});

test('where all fail, the reasons of all are given, without secrets', async () => {
  const nodes = openNodes('http://any:S3CRET@a', 'http://b');
  const failing = nodes.ask(async (_, url) => {
    throw new Error(url.endsWith('a') ? 'it is down' : 'it responded 503');
  });
  await expect(failing).rejects.toThrow(
    /^http:\/\/any:\*\*\*@a: it is down; http:\/\/b: it responded 503$/u,
  );
});

test('a failure that no node has part in is final', async () => {
  const nodes = openNodes('http://a', 'http://b');
  let tries = 0;
  const failing = nodes.ask(async () => {
    tries += 1;
    throw new FinalError('there is no such file');
  });
  await expect(failing).rejects.toThrow(/^there is no such file$/u);
  expect(tries).toBe(1);
});
