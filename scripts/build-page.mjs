// Bundles the page of ui/ into dist/ui/: a script and a style sheet, whose names have a hash of what
// is in them, and the HTML that names them. Nothing else is needed at run time.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { build } from 'rolldown';

const to = 'dist/ui';
const require = createRequire(import.meta.url);

/** Bundles the page; to be called when `dist` is there. */
export async function buildPage() {
  mkdirSync(to, { recursive: true });
  const { output } = await build({
    input: 'ui/main.tsx',
    platform: 'browser',
    output: { dir: to, format: 'esm', minify: true, entryFileNames: 'page-[hash].js' },
  });
  const sheets = [
    require.resolve('uplot/dist/uPlot.min.css'),
    ...['colours', 'text', 'cards', 'fields'].map((name) => `ui/style/${name}.css`),
  ];
  const style = sheets.map((path) => withoutBlanks(readFileSync(path, 'utf8'))).join('\n');
  const styleName = `page-${createHash('sha1').update(style).digest('hex').slice(0, 8)}.css`;
  writeFileSync(`${to}/${styleName}`, style);
  const html = readFileSync('ui/page.html', 'utf8')
    .replace('{script}', output[0].fileName)
    .replace('{style}', styleName);
  writeFileSync(`${to}/index.html`, html);
  // Whoever passes these on must pass on their licences.
  const licences = ['preact', 'uplot'].map((name) => {
    return `${name}\n\n${readFileSync(`node_modules/${name}/LICENSE`, 'utf8')}`;
  });
  writeFileSync(`${to}/licences.txt`, licences.join('\n'));
}

function withoutBlanks(css) {
  return css
    .replace(/\/\*[\s\S]*?\*\//gu, '')
    .replace(/\s+/gu, ' ')
    .trim();
}
