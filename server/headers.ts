/**
 * What every response says about itself. The policy is repeated in the page for hosts that send no
 * headers of their own (see `vite.config.ts`), where `frame-ancestors` has no effect.
 */

/** WebSockets to any host: which rendezvous servers are used is the person's choice, at run time. */
const POLICY: Readonly<Record<string, string>> = {
  'default-src': "'none'",
  'script-src': "'self' 'wasm-unsafe-eval'",
  'style-src': "'self'",
  'img-src': "'self' data: blob:",
  'connect-src': "'self' ws: wss:",
  'worker-src': "'self'",
  'manifest-src': "'self'",
  'font-src': "'self'",
  'base-uri': "'none'",
  'form-action': "'none'",
}

const join = (policy: Readonly<Record<string, string>>): string =>
  Object.entries(policy)
    .map(([directive, sources]) => `${directive} ${sources}`)
    .join('; ')

/** For `<meta http-equiv>`. */
export const PAGE_POLICY = join(POLICY)

export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': join({ ...POLICY, 'frame-ancestors': "'none'" }),
  'cross-origin-opener-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
}
