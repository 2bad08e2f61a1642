/**
 * `rendezvous.json`: the one data file that says where devices meet. Served beside the application,
 * so an operator changes it without a build. A relative relay address means this very host.
 *
 *   { "relays": ["/relay", "wss://relay.example"], "iceServers": [{ "urls": "stun:stun.example:3478" }] }
 */

export interface IceServer {
  readonly urls: readonly string[]
  readonly username?: string
  readonly credential?: string
}

export interface RendezvousList {
  readonly relays: readonly string[]
  readonly iceServers: readonly IceServer[]
}

/** The part of `fetch` used here. */
export type FetchJson = (
  path: string,
) => Promise<{ readonly ok: boolean; readonly status: number; json(): Promise<unknown> }>

const LIST_PATH = 'rendezvous.json'
const ICE_URL = /^(stuns?|turns?):\S+$/

function parseRelay(value: unknown, base: string): string {
  if (typeof value !== 'string' || !URL.canParse(value, base)) throw new Error(`${LIST_PATH}: not an address: ${value}`)
  const url = new URL(value, base)
  if (url.protocol === 'http:') url.protocol = 'ws:'
  if (url.protocol === 'https:') url.protocol = 'wss:'
  if (url.protocol !== 'ws:' && url.protocol !== 'wss:') throw new Error(`${LIST_PATH}: not a relay: ${value}`)
  return url.href
}

function parseIceServer(value: unknown): IceServer {
  if (typeof value !== 'object' || value === null) throw new Error(`${LIST_PATH}: an ICE server is an object`)
  const { urls, username, credential } = value as Record<string, unknown>
  const list: readonly unknown[] = Array.isArray(urls) ? urls : [urls]
  const addresses = list.filter((url): url is string => typeof url === 'string' && ICE_URL.test(url))
  if (addresses.length !== list.length || list.length === 0) throw new Error(`${LIST_PATH}: not an ICE server address`)
  return {
    urls: addresses,
    ...(typeof username === 'string' ? { username } : {}),
    ...(typeof credential === 'string' ? { credential } : {}),
  }
}

/** @throws Error that names what is wrong with the list */
export function parseRendezvousList(value: unknown, base: string): RendezvousList {
  if (typeof value !== 'object' || value === null) throw new Error(`${LIST_PATH}: not an object`)
  const { relays, iceServers } = value as Record<string, unknown>
  if (!Array.isArray(relays)) throw new Error(`${LIST_PATH}: relays is not a list`)
  if (iceServers !== undefined && !Array.isArray(iceServers)) throw new Error(`${LIST_PATH}: iceServers is not a list`)
  return {
    relays: [...new Set(relays.map((relay) => parseRelay(relay, base)))],
    iceServers: (iceServers ?? []).map(parseIceServer),
  }
}

/**
 * @param base address of the page, which relative addresses are resolved against
 * @throws Error when the list cannot be had or is malformed
 */
export async function loadRendezvousList(
  fetch: FetchJson,
  base: string = globalThis.location.href,
): Promise<RendezvousList> {
  const address = new URL(LIST_PATH, base).href
  const response = await fetch(address)
  if (!response.ok) throw new Error(`${LIST_PATH}: status ${response.status}`)
  return parseRendezvousList(await response.json(), base)
}
