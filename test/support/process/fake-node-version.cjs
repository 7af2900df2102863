// With `node --require` before a program: it finds the version FAKE_NODE_VERSION, and no global
// `CustomEvent`, which Node 18 has not.
const versions = { ...process.versions, node: process.env.FAKE_NODE_VERSION };
Object.defineProperty(process, 'versions', { value: versions });
delete globalThis.CustomEvent;
