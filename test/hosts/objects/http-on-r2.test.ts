import { describe } from 'vitest';
import { httpContract } from '../http-contract/http-contract.ts';
import { startOnWorkerd } from '../start-workerd.ts';

describe('a node on R2 in workerd', () => httpContract('workerd on R2', startOnWorkerd('on R2')));
