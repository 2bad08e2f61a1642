/**
 * Where the build leaves its note for `sizes.mjs`. Outside `dist`, which is served.
 */

/** Relative to the root. The form is `StartPaths` of start-path.ts. */
export const START_PATH_FILE = 'node_modules/.cache/sotto/start-path.json'
