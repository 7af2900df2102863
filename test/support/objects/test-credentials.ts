/** What the stores of the tests take; nothing else does. */
export const accessKeyId = 'test-access-key';
export const secretAccessKey = 'test-secret-of-no-other-store';
export const bucketName = 'test-bucket';
