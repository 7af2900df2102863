// Loaded into the program with `--require`: once it handles the signals that may come early it
// makes a file `loads`, and loads the rest when there is a file `go`.
const { existsSync, writeFileSync } = require('node:fs');
const Module = require('node:module');

const load = Module._load;
const shared = new Int32Array(new SharedArrayBuffer(4));

function waitForGo() {
  writeFileSync('loads', '');
  while (!existsSync('go')) Atomics.wait(shared, 0, 0, 5);
}

Module._load = (request, ...rest) => {
  const loaded = load(request, ...rest);
  if (request !== './early-signals.cjs') return loaded;
  return {
    handleEarlySignals() {
      loaded.handleEarlySignals();
      waitForGo();
    },
  };
};
