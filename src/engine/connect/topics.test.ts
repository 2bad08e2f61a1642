/** Meeting places: one per key, network and kind, telling nothing about either. */

import { expect, it } from 'vitest'
import { toHex, utf8 } from '../base/bytes.ts'
import { isId } from '../base/ids.ts'
import { sha256 } from '../crypto/hash.ts'
import { NETWORK, OTHER_NETWORK } from '../transit/two-ends.testing.ts'
import { epochPlace, lobbyPlace } from './topics.ts'

const key = sha256(utf8('key'))

it('one key gives all who hold it one topic and one seal', () => {
  expect(epochPlace(NETWORK, key.slice())).toEqual(epochPlace(NETWORK, key))
  expect(isId(epochPlace(NETWORK, key).topic)).toBe(true)
  expect(lobbyPlace(NETWORK, key).lobby_key).toBe(key)
})

it('another key, network or kind of place gives another topic and another seal', () => {
  const places = [
    epochPlace(NETWORK, key),
    epochPlace(OTHER_NETWORK, key),
    epochPlace(NETWORK, sha256(key)),
    lobbyPlace(NETWORK, key),
    lobbyPlace(OTHER_NETWORK, key),
  ]
  const everything = places.flatMap(({ topic, seal_key }) => [topic, toHex(seal_key)])
  expect(new Set([...everything, toHex(key)]).size).toBe(11)
})
