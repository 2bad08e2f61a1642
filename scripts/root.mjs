/**
 * Where the project lies on this machine: the scripts work from any current directory.
 */

import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Absolute path of the folder that holds package.json. */
export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))
