import { afterAll, beforeAll, describe } from 'vitest';
import { httpContract } from './http-contract/http-contract.ts';
import { startWorkerd, type Workerd } from './start-workerd.ts';

describe('a node in memory in workerd', () => {
  let workerd: Workerd;

  beforeAll(async () => {
    workerd = await startWorkerd('memory');
  });
  afterAll(() => workerd?.stop());

  httpContract('workerd', (options) => workerd.start(options));
});
