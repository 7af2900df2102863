import { defineConfig } from 'vitest/config';
import { patience } from './test/support/patience.ts';

/** A test may take longer than any one thing that it waits for. */
const onSlowMachines = { expect: { poll: patience }, hookTimeout: 180_000 };

/** Tests that mock a module of Node's: others may have loaded it. */
const mockingModules = ['test/unit/runtime/node/{absence,refused-paths}.test.ts'];

export default defineConfig({
  test: {
    // Most tests wait for a process or a disk: one worker would leave a core idle.
    maxWorkers: 2,
    coverage: {
      provider: 'v8',
      include: ['handlers/**/*.ts', 'lib/**/*.ts'],
      thresholds: { branches: 100, functions: 100, lines: 100, statements: 100 },
    },
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/{unit,scenarios,simulation,tidy}/**/*.test.ts'],
          exclude: mockingModules,
          // No module has state that tests see. To load all for each file takes half of the time.
          isolate: false,
          // A loop over every disk call takes its time on a machine that does something else too.
          testTimeout: 240_000,
        },
      },
      { test: { name: 'mocking', include: mockingModules } },
      {
        test: {
          name: 'process',
          include: ['test/process/**/*.test.ts'],
          globalSetup: ['test/support/process/build.ts'],
          ...onSlowMachines,
          testTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'cluster',
          include: ['test/cluster/**/*.test.ts'],
          globalSetup: ['test/support/process/build.ts'],
          ...onSlowMachines,
          testTimeout: 240_000,
        },
      },
      {
        test: {
          name: 'hosts',
          include: ['test/hosts/**/*.test.ts'],
          globalSetup: ['test/support/process/build.ts', 'test/hosts/fetch-engines.ts'],
          ...onSlowMachines,
          testTimeout: 180_000,
        },
      },
      {
        test: {
          name: 'install',
          include: ['test/install/**/*.test.ts'],
          globalSetup: ['test/support/process/build.ts'],
          ...onSlowMachines,
          // npm fetches packages.
          hookTimeout: 300_000,
          testTimeout: 300_000,
        },
      },
      {
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          globalSetup: ['test/support/process/build.ts'],
          ...onSlowMachines,
          testTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'contrib',
          include: ['test/contrib/**/*.test.ts'],
          globalSetup: ['test/support/process/build.ts'],
          ...onSlowMachines,
          testTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'crash',
          include: ['test/crash/**/*.test.ts'],
          globalSetup: ['test/support/process/build.ts'],
          ...onSlowMachines,
          testTimeout: 240_000,
        },
      },
    ],
  },
});
