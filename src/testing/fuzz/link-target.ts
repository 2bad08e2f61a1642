/** Whatever somebody pastes where an invite link is expected: a link, or one stable code. */

import { concatBytes, fromBase64Url, toBase64Url } from '../../engine/base/bytes.ts'
import { EngineError, type EngineErrorCode } from '../../engine/base/errors.ts'
import { idBytes, idFromBytes, type NetworkId } from '../../engine/base/ids.ts'
import { domainHash } from '../../engine/crypto/hash.ts'
import { inviteShape } from '../../engine/events/identity/invite.ts'
import { encodeLink, encodeShortLink, readInvite, readLink } from '../../engine/flows/invite-link.ts'
import { inviteKeys, sealInvite } from '../../engine/flows/invite-secret.ts'
import { linkPrefix } from '../../engine/flows/link-text.ts'
import { createPrng, type Prng } from '../../platform/sim/prng.ts'
import { createStranger } from '../forge.ts'
import { below, flipped, mutated, pick } from './mutate.ts'
import { type FuzzTarget, type Recipe, reasonsOf } from './target.ts'

const LINK_PREFIX = linkPrefix('j')
const fixed = createPrng('link target')
const network = idFromBytes<NetworkId>(fixed.bytes(32))
const secret = fixed.bytes(32)
const keys = inviteKeys(network, secret)
const inviter = createStranger(network, fixed, 1_000)

function invite(sealed: Uint8Array): Uint8Array {
  const group_id = idFromBytes(idBytes(network))
  const body = { auth: network, right: network, group_id, channel_id: group_id, invite_pk: keys.signing.publicKey }
  const terms = { mode: 'user', expires_at: 5_000, max_uses: 5, sealed } as const
  return inviter.writes(inviteShape, { ...body, ...terms } as never).bytes
}

const sealed = sealInvite(network, keys.wrapKey, {
  epoch_id: idFromBytes(fixed.bytes(32)),
  epoch_key: fixed.bytes(32),
  network_name: 'Acme',
  inviter_name: 'Alice',
  channel_name: 'general',
})
const whole = invite(sealed)
const full = encodeLink(network, secret, whole)
const short = encodeShortLink(network, secret, inviter.peer_id)

function codeOf(work: () => unknown): string {
  try {
    work()
    return 'ok'
  } catch (error) {
    if (error instanceof EngineError) return error.code
    throw error
  }
}

const read = (text: string): string => codeOf(() => readLink(text))
const contentOf = (link: string): Uint8Array =>
  (fromBase64Url(link.slice(LINK_PREFIX.length)) ?? new Uint8Array(0)).slice(0, -4)

/** With the checksum made good again, so that what is behind it is reached. */
function readBytes(content: Uint8Array): string {
  const sum = domainHash('link-checksum', undefined, content).slice(0, 4)
  return read(LINK_PREFIX + toBase64Url(concatBytes(content, sum)))
}

const text = (prng: Prng): string => String.fromCharCode(...prng.bytes(below(prng, 300)))

const recipes: readonly Recipe[] = [
  (prng) => read(pick(prng, [full, short, `look: ${full} `])),
  (prng) => read(text(prng)),
  (prng) => read(`${LINK_PREFIX}${text(prng)}`),
  (prng) => read(full.replace('#j=1.', `#j=${2 + below(prng, 99)}.`)),
  (prng) => read(`${LINK_PREFIX}${'A'.repeat(4_100 + below(prng, 900))}`),
  (prng) => read(LINK_PREFIX + toBase64Url(flipped(prng, concatBytes(contentOf(full), prng.bytes(4))))),
  (prng) => readBytes(flipped(prng, contentOf(full), 2)),
  (prng) => readBytes(mutated(prng, contentOf(pick(prng, [full, short])))),
  (prng) => readBytes(concatBytes(Uint8Array.of(2 + below(prng, 200)), contentOf(full).subarray(1))),
  (prng) => readBytes(contentOf(full).subarray(0, below(prng, 200))),
  (prng) => read(encodeLink(network, secret, invite(flipped(prng, sealed)))),
  (prng) => codeOf(() => readInvite(network, inviteKeys(network, prng.bytes(32)), whole)),
]

type LinkCode = Extract<
  EngineErrorCode,
  | 'link_malformed'
  | 'link_checksum'
  | 'link_version'
  | 'link_too_large'
  | 'link_signature'
  | 'link_secret'
  | 'link_sealed_part'
>

export const linkTarget: FuzzTarget = {
  name: 'invite link',
  inputs: 1_800,
  recipes,
  reasons: reasonsOf<LinkCode | 'ok'>({
    ok: true,
    link_malformed: true,
    link_checksum: true,
    link_version: true,
    link_too_large: true,
    link_signature: true,
    link_secret: true,
    link_sealed_part: true,
  }),
}
