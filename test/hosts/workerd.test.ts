import { describe } from 'vitest';
import { httpContract } from './http-contract/http-contract.ts';
import { startOnWorkerd } from './start-workerd.ts';

describe('a node in memory in workerd', () => httpContract('workerd', startOnWorkerd()));
