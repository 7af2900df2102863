/* The handlers of all that a node says of itself, for the table of routes. */
export { getLive, getReady } from './get-health.ts';
export { getMetrics } from './get-metrics.ts';
export { getPage, getPageRedirect } from './get-page.ts';
export { getPageState } from './get-page-state.ts';
export { getStatus } from './get-status.ts';
