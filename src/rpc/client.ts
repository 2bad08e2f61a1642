/**
 * The user's side of the boundary: `Sotto` over a port that may be exchanged for another one while
 * calls are under way. Owns the calls not yet answered and the watches; sends all of them again to each
 * new server, commands under their old ids. Nothing it returns waits for ever: see {@link DEADLINE_MS}.
 */

import { type CommandId, EngineError, type EngineErrorCode, type Sotto } from '../engine/api.ts'
import { toHex } from '../engine/base/bytes.ts'
import { asCommandId } from '../engine/base/ids.ts'
import { errorFromData } from './errors.ts'
import { type Call, parseToClient, parseValue, RPC_VERSION, type ToClient, type ToServer } from './messages.ts'
import type { Port } from './port.ts'

/** A call that no server answered for so long is given up. Generous: a takeover takes half a second. */
const DEADLINE_MS = 60_000

export interface Client {
  readonly sotto: Sotto
  /** Talks to this server from now on; the former port is closed and what it still says is not heard. */
  attach(port: Port): void
  /**
   * There is no server and the reason is known. Calls under way and later ones fail with it, watches
   * are told; the next {@link Client.attach} brings watches back.
   */
  fail(code: EngineErrorCode): void
}

interface PendingCall {
  readonly message: ToServer
  resolve(value: unknown): void
  reject(error: EngineError): void
}

interface Watch {
  readonly message: ToServer
  /** The last result reported, with which the first of a new server is compared. */
  last?: { readonly value: unknown }
  isResumed: boolean
  onResult(value: unknown): void
  onError(code: EngineErrorCode): void
}

export function newCommandId(): CommandId {
  return asCommandId(toHex(crypto.getRandomValues(new Uint8Array(16))))
}

export function createClient(): Client {
  const calls = new Map<Call, PendingCall>()
  const watches = new Map<Call, Watch>()
  let port: Port | undefined
  let failure: EngineErrorCode | undefined
  let lastCall = 0

  const ask = (message: ToServer) =>
    new Promise<unknown>((resolve, reject) => {
      if (failure !== undefined) return reject(new EngineError(failure))
      const settle = () => {
        clearTimeout(deadline)
        calls.delete(message.call)
      }
      const deadline = setTimeout(() => calls.get(message.call)?.reject(new EngineError('worker_gone')), DEADLINE_MS)
      calls.set(message.call, {
        message,
        resolve(value) {
          settle()
          resolve(value)
        },
        reject(error) {
          settle()
          reject(error)
        },
      })
      try {
        port?.postMessage(message)
      } catch (error) {
        settle()
        reject(error) // the arguments cannot be cloned: a mistake of the caller
      }
    })

  const report = (watch: Watch, value: unknown) => {
    const isRepeated = watch.isResumed && watch.last !== undefined && isSame(watch.last.value, value)
    watch.isResumed = false
    watch.last = { value }
    if (!isRepeated) watch.onResult(value)
  }

  const receive = (message: ToClient) => {
    switch (message.kind) {
      case 'welcome':
        return
      case 'result':
        return calls.get(message.call)?.resolve(message.value)
      case 'failed':
        return calls.get(message.call)?.reject(errorFromData(message.error))
      case 'changed': {
        const watch = watches.get(message.call)
        if (watch !== undefined) report(watch, message.value)
        return
      }
      case 'watch_failed':
        return watches.get(message.call)?.onError(message.code)
      case 'refused':
        return fail('version_mismatch')
    }
  }

  const fail = (code: EngineErrorCode) => {
    failure = code
    port?.close()
    port = undefined
    for (const call of [...calls.values()]) call.reject(new EngineError(code))
    for (const watch of [...watches.values()]) watch.onError(code)
  }

  const attach = (next: Port) => {
    port?.close()
    port = next
    failure = undefined
    next.addEventListener('message', ({ data }) => {
      if (port !== next) return
      const message = parseToClient(data)
      if (message === undefined) fail('version_mismatch')
      else receive(message)
    })
    next.start()
    for (const watch of watches.values()) {
      watch.isResumed = true
      next.postMessage(watch.message)
    }
    for (const { message } of calls.values()) next.postMessage(message)
  }

  const sotto: Sotto = {
    async command(name, args, id = newCommandId()) {
      return parseValue(await ask({ v: RPC_VERSION, kind: 'command', call: ++lastCall, name, args, id }))
    },
    async query(name, args) {
      return parseValue(await ask({ v: RPC_VERSION, kind: 'query', call: ++lastCall, name, args }))
    },
    watch(name, args, onResult, onError = () => undefined) {
      const call = ++lastCall
      const message: ToServer = { v: RPC_VERSION, kind: 'watch', call, name, args }
      watches.set(call, { message, isResumed: false, onResult: (value) => onResult(parseValue(value)), onError })
      if (failure !== undefined) onError(failure)
      else port?.postMessage(message)
      return () => {
        if (watches.delete(call)) port?.postMessage({ v: RPC_VERSION, kind: 'unwatch', call } satisfies ToServer)
      }
    },
  }

  return { sotto, attach, fail }
}

/** `Sotto` over one port that stays. */
export function connect(port: Port): Sotto {
  const client = createClient()
  client.attach(port)
  return client.sotto
}

/** Results are plain data with a stable order of keys: both are rows of the same query. */
function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}
