/**
 * The build: a folder of static files that any host can serve from any path, installable and usable
 * without a network from the second visit on.
 */

import { Server, type ServerResponse } from 'node:http'
import { defineConfig, type Plugin } from 'vite'
import { type ManifestOptions, VitePWA } from 'vite-plugin-pwa'
import solid from 'vite-plugin-solid'
import { computeBuildId } from './scripts/build/build-id.ts'
import { layerOrder } from './scripts/build/layer-order.ts'
import { startPath } from './scripts/build/start-path.ts'
import { PAGE_POLICY } from './server/headers.ts'
import { attachRelay } from './server/relay/relay.ts'
import { isHost, RELAY_PATH, rendezvousDocument } from './server/rendezvous.ts'

/** Light canvas of the token file in sRGB; the page's own meta tags follow light and dark. */
const CANVAS = '#fbfaf7'
const MAX_PRECACHED_BYTES = 4 * 1024 * 1024
const RENDEZVOUS_TIMEOUT_S = 3

const manifest: Partial<ManifestOptions> = {
  name: 'Sotto',
  short_name: 'Sotto',
  description: 'End-to-end encrypted team chat that lives in the browser.',
  lang: 'en',
  id: './',
  start_url: './',
  scope: './',
  display: 'standalone',
  background_color: CANVAS,
  theme_color: CANVAS,
  categories: ['social', 'productivity'],
  icons: [
    { src: 'icon.svg', sizes: 'any', type: 'image/svg+xml', purpose: 'any' },
    { src: 'icon-192.png', sizes: '192x192', type: 'image/png', purpose: 'any' },
    { src: 'icon-512.png', sizes: '512x512', type: 'image/png', purpose: 'any' },
    { src: 'icon-maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
  ],
}

/** The policy travels with the page, for hosts that cannot send headers. Not while developing: Vite injects scripts. */
function pagePolicy(): Plugin {
  const attrs = { 'http-equiv': 'Content-Security-Policy', content: PAGE_POLICY }
  return {
    name: 'sotto:page-policy',
    apply: 'build',
    transformIndexHtml: () => [{ tag: 'meta', attrs, injectTo: 'head-prepend' }],
  }
}

/** `npm run dev` has the relay of `npm start`, so that two tabs meet without the internet. */
function localRelay(): Plugin {
  return {
    name: 'sotto:local-relay',
    configureServer({ httpServer, middlewares }) {
      if (httpServer instanceof Server) attachRelay(httpServer, RELAY_PATH)
      middlewares.use('/rendezvous.json', ({ headers }, response: ServerResponse) => {
        const host = headers.host ?? ''
        response.writeHead(isHost(host) ? 200 : 400, { 'content-type': 'application/json' })
        response.end(isHost(host) ? JSON.stringify(rendezvousDocument(host, false)) : undefined)
      })
    },
  }
}

const startPathOf = startPath()

export default defineConfig({
  base: './',
  define: { __BUILD_ID__: JSON.stringify(computeBuildId(import.meta.dirname)) },
  build: {
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1_000,
    rolldownOptions: { checks: { pluginTimings: false } },
  },
  worker: {
    format: 'es',
    plugins: () => [startPathOf('worker')],
    rolldownOptions: {
      checks: { pluginTimings: false },
      // Licences stay; what only a bundler reads would be a fifth of a kilobyte.
      output: { comments: { legal: true, annotation: false, jsdoc: false } },
    },
  },
  plugins: [
    solid(),
    layerOrder('src/ui/theme/tokens.css'),
    pagePolicy(),
    localRelay(),
    VitePWA({
      registerType: 'prompt',
      injectRegister: false,
      manifest,
      includeManifestIcons: false, // the pattern below has them
      workbox: {
        globPatterns: ['**/*.{js,css,html,svg,png,wasm}'],
        maximumFileSizeToCacheInBytes: MAX_PRECACHED_BYTES,
        cleanupOutdatedCaches: true,
        inlineWorkboxRuntime: true,
        sourcemap: false,
        runtimeCaching: [
          {
            urlPattern: /\/rendezvous\.json$/,
            handler: 'NetworkFirst',
            options: { cacheName: 'rendezvous', networkTimeoutSeconds: RENDEZVOUS_TIMEOUT_S },
          },
        ],
      },
    }),
    startPathOf('window'),
  ],
})
