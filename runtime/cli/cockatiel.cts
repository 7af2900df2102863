#!/usr/bin/env node
// The first file that runs. It and explain-old-node.cts are in syntax that old versions of Node
// read: those would fail anywhere else with a syntax error, or with the name of a missing global.
import type { OldNode } from './explain-old-node.cts';

const oldNode = require('./explain-old-node.cjs') as OldNode;
const problem = oldNode.explainOldNode(process.versions.node);
if (problem === undefined) {
  require('./load-program.cjs');
} else {
  process.stderr.write(`${problem}\n`);
  process.exitCode = 1;
}
