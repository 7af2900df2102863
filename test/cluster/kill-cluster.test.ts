import { test } from 'vitest';
import { expectKilledClusterConverges } from '../support/cluster/expect-killed-cluster-converges.ts';

test('nodes killed at any time under load converge, with all that was acknowledged to clients', () =>
  expectKilledClusterConverges());
