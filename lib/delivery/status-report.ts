/** The name of the status report, for nodes of all versions. */
export const statusName = '_status';

/** The name of what takes many operations in one request. */
export const batchName = '_batch';

/**
 * No stored file has this name, so a DELETE of it changes nothing. A node responds as to any other
 * DELETE: 404 to a caller that it lets in, 401 or 403 to others.
 */
export const probeName = 'probe';

/** Whether a body looks like a node's `/_status`, the Python version included. */
export function isStatusReport(text: string): boolean {
  try {
    const value = JSON.parse(text) as unknown;
    if (typeof value !== 'object' || value === null || !('queues' in value)) return false;
    return typeof value.queues === 'object' && value.queues !== null;
  } catch {
    return false;
  }
}
