/** Which build this is: the constant the bundler puts in. */

declare const __BUILD_ID__: string

export const buildId: string = __BUILD_ID__
