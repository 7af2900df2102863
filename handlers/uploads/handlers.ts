/* The handlers of uploads, for the table of routes. */
export { postFiles } from './post-files.ts';
export { putFile } from './put-file.ts';
