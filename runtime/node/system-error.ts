/** Makes an error with a `code`, as the operating system's errors have it, e.g. `ENOTDIR`. */
export function systemError(code: string, message: string): Error {
  return Object.assign(new Error(message), { code });
}
