import { describe } from 'vitest';
import { deno } from './engine-paths.ts';
import { httpContract } from './http-contract/http-contract.ts';
import { startOn } from './start-program.ts';

describe('the program on Deno', () => httpContract('deno', startOn(deno)));
