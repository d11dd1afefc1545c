const manifest = require('../../package.json') as { readonly name: string; readonly version: string };

/** The instrumentation scope of every span: this package. */
export const { name, version } = manifest;
