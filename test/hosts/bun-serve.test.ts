import { describe } from 'vitest';
import { bun } from './engine-paths.ts';
import { httpContract } from './http-contract/http-contract.ts';
import { nativeServer, startOn } from './start-program.ts';

describe('a node behind Bun.serve', () => httpContract('Bun.serve', startOn(bun, nativeServer)));
