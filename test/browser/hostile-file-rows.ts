import type { Beacon } from '../support/browser/start-test-site.ts';

/** A file that is meant to do harm. */
export interface HostileFileRow {
  readonly what: string;
  readonly name: string;
  content(beacon: Beacon): string;
  /** All that it reports where nothing stops it, once `#lure` was followed. */
  readonly reports: readonly string[];
}

const xhtml = 'http://www.w3.org/1999/xhtml';

/** Files that a browser takes for documents. */
export const hostileDocuments: readonly HostileFileRow[] = [
  {
    what: 'an HTML page with scripts',
    name: 'page.html',
    content: ({ at, say }) => `<!doctype html>
      <link rel="stylesheet" href="${at('style')}">
      <body onload="${say('onload')}">
      <script>${say('inline')}</script>
      <script src="${at('script-file')}"></script>
      <img src="${at('image')}" onerror="${say('onerror')}">
      <svg onload="${say('svg')}"></svg>
      <iframe src="${at('frame')}"></iframe>
      <iframe srcdoc="<script>${say('srcdoc')}</script>"></iframe>
      <a id="lure" href="javascript:${say('link')}">Look</a>`,
    reports: [
      ...['frame', 'image', 'inline', 'link', 'onerror', 'onload'],
      ...['script-file', 'srcdoc', 'style', 'svg'],
    ],
  },
  {
    what: 'an HTML page with a form',
    name: 'form.html',
    content: ({ at }) => `<!doctype html>
      <form method="post" action="${at('form')}"><button id="lure">Go on</button></form>`,
    reports: ['form'],
  },
  {
    what: 'an HTML page that leads elsewhere',
    name: 'refresh.html',
    content: ({ at }) => `<!doctype html>
      <meta http-equiv="refresh" content="0;url=${at('refresh')}">`,
    reports: ['refresh'],
  },
  {
    what: 'an SVG with scripts',
    name: 'drawing.svg',
    content: ({ at, say }) => `<svg xmlns="http://www.w3.org/2000/svg" onload="${say('onload')}"
      width="100" height="100">
      <script>${say('inline')}</script>
      <script href="${at('script-file')}"/>
      <image href="${at('image')}"/>
      <foreignObject><iframe xmlns="${xhtml}" src="${at('frame')}"/></foreignObject>
      <a id="lure" href="javascript:${say('link')}"><rect width="100" height="100"/></a>
    </svg>`,
    reports: ['frame', 'image', 'inline', 'link', 'onload', 'script-file'],
  },
  {
    what: 'an XHTML page with scripts',
    name: 'page.xhtml',
    content: ({ at, say }) => `<html xmlns="${xhtml}"><body onload="${say('onload')}">
      <script>${say('inline')}</script>
      <script src="${at('script-file')}"/>
      <a id="lure" href="javascript:${say('link')}">Look</a>
    </body></html>`,
    reports: ['inline', 'link', 'onload', 'script-file'],
  },
  {
    what: 'XML with an XHTML script',
    name: 'data.xml',
    content: ({ at, say }) => `<data xmlns:x="${xhtml}">
      <x:script>${say('inline')}</x:script>
      <x:script src="${at('script-file')}"/>
      <x:a id="lure" href="javascript:${say('link')}">Look</x:a>
    </data>`,
    reports: ['inline', 'link', 'script-file'],
  },
];

/** A document that becomes HTML by a transformation of its own. Browsers are about to drop XSLT. */
export const transformedDocument: HostileFileRow = {
  what: 'XML that makes itself HTML with scripts',
  name: 'data.xml',
  content: ({ at, say }) => `<?xml-stylesheet type="text/xsl" href="#own"?>
    <!DOCTYPE data [<!ATTLIST xsl:stylesheet id ID #REQUIRED>]>
    <data><xsl:stylesheet id="own" version="1.0"
      xmlns:xsl="http://www.w3.org/1999/XSL/Transform"><xsl:template match="/"><html><body>
        <script>${say('inline')}</script>
        <script src="${at('script-file')}"></script>
        <a id="lure" href="javascript:${say('link')}">Look</a>
    </body></html></xsl:template></xsl:stylesheet></data>`,
  reports: ['inline', 'link', 'script-file'],
};

/** Files that are no documents, though a browser that looks into them would think so. */
export const disguisedDocuments: readonly HostileFileRow[] = [
  'page.txt',
  'page.nosuch',
  'page',
].map((name) => ({
  what: `HTML that is called ${name}`,
  name,
  content: ({ at, say }) => `<!doctype html><title>Look</title>
      <script>${say('inline')}</script><img src="${at('image')}">`,
  reports: ['image', 'inline'],
}));

/** A script under names that do not say so. */
export const disguisedScripts: readonly HostileFileRow[] = ['code.txt', 'code.nosuch', 'code'].map(
  (name) => ({
    what: `a script that is called ${name}`,
    name,
    content: ({ say }) => say('script'),
    reports: ['script'],
  }),
);
