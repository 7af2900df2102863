/**
 * `a/b/c` → `a`, `a/b`, `a/b/c`; the root has none. Each is a slice of the whole, which shares its
 * memory.
 */
export function pathsTo(directory: string): string[] {
  const paths: string[] = [];
  if (directory === '') return paths;
  for (let end = directory.indexOf('/'); end !== -1; end = directory.indexOf('/', end + 1)) {
    paths.push(directory.slice(0, end));
  }
  paths.push(directory);
  return paths;
}
