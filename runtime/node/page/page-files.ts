import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import type { PageFile, PageFiles } from '../../../lib/host/page.ts';

const types: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
};

/** Where the build puts the page: seen from this file, and from the bundle of the command. */
const places = ['../../../dist/ui/', '../../../ui/', '../../ui/'];

/**
 * The files of the page, which are read once, when somebody asks for the first. Where the page was
 * not built there is none.
 */
export function createPageFiles(): PageFiles {
  let reading: Promise<ReadonlyMap<string, PageFile>> | undefined;
  return {
    async find(name) {
      reading ??= readPlaces().catch((error: unknown) => {
        // Such as too many open files: it may be read later.
        reading = undefined;
        throw error;
      });
      return (await reading).get(name);
    },
  };
}

async function readPlaces(): Promise<ReadonlyMap<string, PageFile>> {
  for (const place of places) {
    const files = await readFiles(new URL(place, import.meta.url));
    // The source of the page has no file of this name.
    if (files.has('index.html')) return files;
  }
  return new Map();
}

async function readFiles(directory: URL): Promise<Map<string, PageFile>> {
  const names = await readdir(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return [];
    throw error;
  });
  const known = names.filter((name) => typeOf(name) !== undefined);
  const files = known.map(async (name) => {
    const body = new Uint8Array(await readFile(new URL(name, directory)));
    return [name, toFile(name, body)] as const;
  });
  return new Map(await Promise.all(files));
}

function toFile(name: string, body: Uint8Array<ArrayBuffer>): PageFile {
  const tag = createHash('sha1').update(body).digest('hex');
  return { type: typeOf(name) ?? '', body, tag, isImmutable: name !== 'index.html' };
}

function typeOf(name: string): string | undefined {
  return types[name.replace(/^.*\./u, '')];
}
