/** What the bundler puts in: see `define` in vite.config.ts. */

/** Hash of the sources of this build: 12 hexadecimal characters. */
declare const __BUILD_ID__: string
