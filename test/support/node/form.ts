import { readForm } from '../../../runtime/forms/read-form.ts';
import type { TestContext } from './create-test-context.ts';
import { type Sent, send } from './send.ts';

/** One file of a form: what its sender calls it, its content, and the type it states, if any. */
export type FormPartGiven = readonly [fileName: string, content: string, type?: string];

const boundary = '----formboundary';
export const formType = `multipart/form-data; boundary=${boundary}`;

/** A form as a browser sends it, with a field beside the files. */
export function formText(
  files: readonly FormPartGiven[],
  fields: Readonly<Record<string, string>> = {},
): string {
  const parts = files.map(([fileName, content, type = 'application/octet-stream']) => {
    const stated = type === '' ? '' : `\r\nContent-Type: ${type}`;
    return `form-data; name="file"; filename="${fileName}"${stated}\r\n\r\n${content}`;
  });
  const others = Object.entries(fields).map(([name, value]) => {
    return `form-data; name="${name}"\r\n\r\n${value}`;
  });
  const all = [...others, ...parts].map((part) => `--${boundary}\r\nContent-Disposition: ${part}`);
  return `${[...all, `--${boundary}--`].join('\r\n')}\r\n`;
}

/** A node that takes forms. */
export function withForms(node: TestContext): TestContext {
  return { ...node, ctx: { ...node.ctx, readForm } };
}

/** Posts a form to a node that takes them. */
export function postForm(
  node: TestContext,
  path: string,
  files: readonly FormPartGiven[],
  { headers = {}, body = formText(files) }: Sent = {},
): Promise<Response> {
  const sent = { 'Content-Type': formType, ...headers };
  return send(withForms(node), 'POST', path, { headers: sent, body });
}
