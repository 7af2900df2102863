/** The configuration of a node in a test that chooses nothing. */
export const testConfig = {
  version: '0.0.0',
  publicUrl: '',
  maxSizeBytes: Infinity,
  maxNameBytes: 1024,
  maxDepth: 512,
  corsOrigins: [],
};
