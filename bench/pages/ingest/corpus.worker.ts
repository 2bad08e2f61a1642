/** Makes the events of a benchmark, once, with real engines of the people who write them. */

import createModule from 'wa-sqlite/dist/wa-sqlite.mjs'
import wasmUrl from 'wa-sqlite/dist/wa-sqlite.wasm?url'
import { openDriver } from '../../../src/platform/sqlite/open-driver.ts'
import { makeCorpus } from './corpus.ts'
import type { CorpusRequest } from './protocol.ts'

const openMemory = async () => openDriver(await createModule({ locateFile: () => wasmUrl }), ':memory:')

addEventListener('message', ({ data }: MessageEvent<CorpusRequest>) => {
  makeCorpus(data, openMemory).then(
    (value) => postMessage({ ok: true, value }),
    (error: unknown) => postMessage({ ok: false, error: error instanceof Error ? error.stack : String(error) }),
  )
})
