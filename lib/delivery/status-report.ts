/** The name of the status report, for nodes of all versions. */
export const statusName = '_status';

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
