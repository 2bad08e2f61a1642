/** Gives the test one function: run a task in a worker of its own, and maybe kill that worker after. */

import type { StorageAnswer, StorageTask } from './protocol.ts'

export interface StoragePage {
  /** @param after what becomes of the worker: killed, killed later (in ms), or left alive */
  run(task: StorageTask, after: 'kill' | 'keep' | number): Promise<StorageAnswer>
  /** Name, size and readable content of every file in a directory of OPFS. */
  files(directory: string): Promise<readonly { readonly size: number; readonly text: string }[]>
}

const page: StoragePage = {
  run(task, after) {
    const worker = new Worker(new URL('./storage.worker.ts', import.meta.url), { type: 'module' })
    return new Promise((resolve) => {
      worker.addEventListener('message', ({ data }) => {
        if (after === 'kill') worker.terminate()
        if (typeof after === 'number') setTimeout(() => worker.terminate(), after)
        resolve(data)
      })
      worker.postMessage(task)
    })
  },
  async files(directory) {
    const root = await navigator.storage.getDirectory()
    const folder = await root.getDirectoryHandle(directory)
    const found: { size: number; text: string }[] = []
    for await (const handle of folder.values()) {
      if (!(handle instanceof FileSystemFileHandle)) continue
      const file = await handle.getFile()
      found.push({ size: file.size, text: new TextDecoder('latin1').decode(await file.arrayBuffer()) })
    }
    return found
  },
}

Object.assign(globalThis, { page })
