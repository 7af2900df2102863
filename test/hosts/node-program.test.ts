import { describe } from 'vitest';
import { node } from './engine-paths.ts';
import { httpContract } from './http-contract/http-contract.ts';
import { startOn } from './start-program.ts';

describe('the program on Node.js', () => httpContract('node', startOn(node)));
