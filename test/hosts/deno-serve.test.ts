import { describe } from 'vitest';
import { deno } from './engine-paths.ts';
import { httpContract } from './http-contract/http-contract.ts';
import { nativeServer, startOn } from './start-program.ts';

describe('a node behind Deno.serve', () => httpContract('Deno.serve', startOn(deno, nativeServer)));
