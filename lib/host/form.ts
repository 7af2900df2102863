/**
 * Reads a form with files (`multipart/form-data`, RFC 7578) as it arrives, and holds no file in
 * memory. The body of each file is read, or ended, before the next part is asked for. Throws an
 * `InvalidFormError` for a body that is no such form, or exceeds a limit, and what reading `body`
 * throws.
 */
export type ReadForm = (
  body: AsyncIterable<Uint8Array>,
  contentType: string,
  limits: FormLimits,
) => AsyncIterable<FormPart>;

export type FormPart = FormFile | FormField;

export interface FormFile {
  readonly kind: 'file';
  /** What the sender calls the file, with directories if it sends them; may be empty. */
  readonly fileName: string;
  /**
   * The media type that the sender states; empty where that is `text/plain`, which is what a part
   * without a type is (RFC 7578 §4.4).
   */
  readonly type: string;
  readonly body: AsyncIterable<Uint8Array>;
}

export interface FormField {
  readonly kind: 'field';
  readonly name: string;
  readonly value: string;
}

export interface FormLimits {
  readonly maxFiles: number;
  /** How many other fields a form may have. */
  readonly maxFields: number;
  /** The longest value of another field. */
  readonly maxFieldBytes: number;
}
