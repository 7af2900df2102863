import { describe } from 'vitest';
import { shutdownContract } from '../contract/shutdown-contract.ts';
import { engines } from './engines.ts';

describe.each(engines)('the program on %s', (_name, engine) => shutdownContract({ engine }));
