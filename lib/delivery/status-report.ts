/** The name under which a node of any kind tells how it is. */
export const statusName = '_status';

/** Tells whether a body is what `/_status` says, be it of the Python version. */
export function isStatusReport(text: string): boolean {
  try {
    const value = JSON.parse(text) as unknown;
    if (typeof value !== 'object' || value === null || !('queues' in value)) return false;
    return typeof value.queues === 'object' && value.queues !== null;
  } catch {
    return false;
  }
}
