import { fileURLToPath } from 'node:url';

/** Where the build puts what is measured. */
export const distribution = fileURLToPath(new URL('../../dist/', import.meta.url));
export const builtExtension = `${distribution}chrome`;
