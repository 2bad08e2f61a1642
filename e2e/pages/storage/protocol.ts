/** What the test asks of the page, and the page of its worker. */

export type StorageTask =
  | { readonly kind: 'contract'; readonly suite: 'any' | 'durable' | 'verifier'; readonly index: number }
  | { readonly kind: 'write'; readonly directory: string; readonly text: string }
  | { readonly kind: 'read'; readonly directory: string }
  /** Many notes, of which a third are erased; then some more. */
  | { readonly kind: 'erase'; readonly directory: string; readonly text: string }
  | { readonly kind: 'hold'; readonly directory: string }
  | { readonly kind: 'speed'; readonly rows: number }

export type StorageAnswer =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly error: string }
