import { describe } from 'vitest';
import { shutdownContract } from '../contract/shutdown-contract.ts';

describe('a node that ends', () => shutdownContract());
