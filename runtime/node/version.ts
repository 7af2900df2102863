/**
 * The version of this package. `npm version` writes it here and into package.json; reading it from
 * there would tie every module that imports this to a file system, and break in a bundle.
 */
export const version = '1.0.0';
