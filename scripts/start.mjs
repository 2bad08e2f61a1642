/**
 * `npm start [-- --port=N] [-- --no-build]`: installs what is missing, builds, and serves the build on
 * this machine until it is stopped. Needs nothing installed to begin with.
 */

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { checkNode, installDependencies } from './install.mjs'
import { endWithNpm } from './npm-parent.mjs'
import { runTool } from './process.mjs'
import { ROOT } from './root.mjs'

/** A secure context without a certificate: storage and service workers exist on loopback only. */
const HOST = '127.0.0.1'
const DEFAULT_PORT = '8080'

/** @throws Error */
async function build() {
  console.log('Building …')
  const { code } = await runTool('vite/bin/vite.js', ['build', '--logLevel', 'warn'])
  if (code !== 0) throw new Error('The build failed. The lines above are from Vite.')
}

/** @param {number} port */
async function startServer(port) {
  const { register } = await import('tsx/esm/api')
  register()
  const { serve } = await import('../server/serve.ts')
  return serve({ folder: join(ROOT, 'dist'), host: HOST, port })
}

async function main() {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: process.env.PORT ?? DEFAULT_PORT },
      'no-build': { type: 'boolean', default: false },
    },
  })
  const wanted = Number(values.port)
  if (!Number.isInteger(wanted) || wanted < 0 || wanted > 65_535) throw new Error(`${values.port} is not a port.`)
  checkNode()
  endWithNpm()
  await installDependencies()
  if (!values['no-build']) await build()
  if (!existsSync(join(ROOT, 'dist', 'index.html'))) throw new Error('There is no build: run npm run build first.')

  const served = await startServer(wanted)
  if (wanted !== 0 && served.port !== wanted) console.log(`Port ${wanted} is busy, so Sotto took ${served.port}.`)
  console.log(`Sotto is at ${served.url} (Ctrl+C stops it)`)
  const stop = () => served.close().then(() => process.exit(0))
  process.once('SIGINT', stop).once('SIGTERM', stop)
}

main().catch((error) => {
  console.error(error.message)
  process.exitCode = 1
})
