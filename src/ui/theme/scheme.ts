/**
 * Light or dark: the system's choice unless the person made one, kept in this browser. Owns the
 * `data-scheme` attribute of the root element, which the token file reads; knows no colour.
 */

import { type Accessor, createSignal } from 'solid-js'
import { readStored, writeStored } from '../app/stored.ts'

export type Scheme = 'system' | 'light' | 'dark'

export const SCHEMES: readonly Scheme[] = ['system', 'light', 'dark']

const KEY = 'sotto.scheme'

function parseScheme(stored: string | undefined): Scheme {
  return stored === 'light' || stored === 'dark' ? stored : 'system'
}

const [current, setCurrent] = createSignal<Scheme>('system')

export const scheme: Accessor<Scheme> = current

function show(chosen: Scheme): void {
  setCurrent(chosen)
  if (chosen === 'system') delete document.documentElement.dataset.scheme
  else document.documentElement.dataset.scheme = chosen
}

export function chooseScheme(chosen: Scheme): void {
  writeStored(KEY, chosen === 'system' ? undefined : chosen)
  show(chosen)
}

/** Before the first paint, and again when another tab chooses. */
export function startScheme(): void {
  show(parseScheme(readStored(KEY)))
  window.addEventListener('storage', (event) => {
    if (event.key === KEY) show(parseScheme(event.newValue ?? undefined))
  })
}
