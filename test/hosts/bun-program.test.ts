import { describe } from 'vitest';
import { bun } from './engine-paths.ts';
import { httpContract } from './http-contract/http-contract.ts';
import { startOn } from './start-program.ts';

describe('the program on Bun', () => httpContract('bun', startOn(bun)));
