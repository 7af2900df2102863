import { afterAll, beforeAll, describe } from 'vitest';
import { httpContract } from '../http-contract/http-contract.ts';
import { startWorkerd, type Workerd } from '../start-workerd.ts';

describe('a node on R2 in workerd', () => {
  let workerd: Workerd;

  beforeAll(async () => {
    workerd = await startWorkerd('R2');
  });
  afterAll(() => workerd?.stop());

  httpContract('R2', (options) => workerd.start(options));
});
