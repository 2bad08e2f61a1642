/** The manners of a relay connection, on a hand-driven clock against a scripted socket. */

import { describe, expect, test } from 'vitest'
import { createSimClock } from '../sim/clock.ts'
import { createPrng } from '../sim/prng.ts'
import { createRelayConnection, type RelayConnection } from './nostr-relay-connection.ts'
import type { RelaySocketEvents } from './nostr-socket.ts'

const TOPIC = 'ab'.repeat(32)
const SECOND = 1_000
const MINUTE = 60 * SECOND

interface FakeSocket {
  readonly events: RelaySocketEvents
  readonly sent: unknown[][]
  readonly sentAt: number[]
  closed: boolean
}

function setUp(openSocketThrows = false) {
  const clock = createSimClock(0)
  const sockets: FakeSocket[] = []
  const heard: unknown[] = []
  const connection: RelayConnection = createRelayConnection({
    url: 'wss://relay.example',
    scheduler: clock,
    random: createPrng('connection'),
    openSocket(_, events) {
      if (openSocketThrows) throw new Error('not allowed here')
      const socket: FakeSocket = { events, sent: [], sentAt: [], closed: false }
      sockets.push(socket)
      return {
        send(text) {
          socket.sent.push(JSON.parse(text))
          socket.sentAt.push(clock.now())
        },
        close() {
          socket.closed = true
        },
      }
    },
    onEvent: (event) => heard.push(event),
    onChange: () => undefined,
  })
  const socket = () => sockets.at(-1) as FakeSocket
  return {
    connection,
    sockets,
    heard,
    socket,
    clock,
    advance: (ms: number) => clock.runUntil(clock.now() + ms),
    say: (...message: unknown[]) => socket().events.onText(JSON.stringify(message)),
    /** Messages of one verb on the present socket. */
    sent: (verb: string) => socket().sent.filter(([first]) => first === verb),
  }
}

function setUpOpen() {
  const world = setUp()
  world.connection.listen([TOPIC])
  world.socket().events.onOpen()
  world.say('EOSE', 's')
  return world
}

const event = (n: number) => JSON.stringify(['EVENT', { id: n }])

describe('listening', () => {
  test('one request carries all topics, and stored events are not asked for', () => {
    const { connection, advance, sent, socket } = setUp()
    connection.listen([TOPIC, 'cd'.repeat(32)])
    socket().events.onOpen()
    advance(SECOND)
    expect(sent('REQ')).toEqual([['REQ', 's', { kinds: [25_717], '#x': [TOPIC, 'cd'.repeat(32)], limit: 0 }]])
  })

  test('the same topics are asked for once, changing ones twice a second at most, none at all closed', () => {
    const { connection, advance, sent } = setUpOpen()
    connection.listen([TOPIC])
    advance(SECOND)
    for (let n = 10; n < 20; n++) connection.listen([String(n).repeat(32)])
    advance(SECOND)
    expect(sent('REQ').map(([, , filter]) => (filter as Record<string, string[]>)['#x']?.[0]?.slice(0, 2))).toEqual([
      'ab',
      '10',
      '19',
    ])
    connection.listen([])
    advance(SECOND)
    expect(sent('CLOSE')).toEqual([['CLOSE', 's']])
  })

  test('a closed subscription is shown with its reason and asked for again, later each time', () => {
    const { connection, advance, say, sent, clock, socket } = setUpOpen()
    const gaps: number[] = []
    for (let n = 0; n < 4; n++) {
      const [closedAt, requests] = [clock.now(), sent('REQ').length]
      say('CLOSED', 's', 'rate-limited: \u202Etoo\n many')
      expect(connection.state()).toMatchObject({ state: 'refused', reason: 'rate-limited: too many' })
      while (sent('REQ').length === requests) advance(100)
      gaps.push((socket().sentAt.at(-1) ?? 0) - closedAt)
    }
    gaps.forEach((gap, n) => {
      expect(gap).toBeGreaterThanOrEqual(5 * SECOND * 2 ** n)
      expect(gap).toBeLessThanOrEqual(10 * SECOND * 2 ** n + 100)
    })
    say('EOSE', 's')
    expect(connection.state()).toEqual({ url: 'wss://relay.example', state: 'open' })
  })
})

describe('publishing', () => {
  test('in the first half minute a relay is sent at most 27 events, then 15 a minute', () => {
    const { connection, advance, sent, say, socket } = setUpOpen()
    for (let n = 0; n < 10 * 60; n++) {
      connection.publish(event(n))
      say('OK', String(n), true, '')
      advance(SECOND)
    }
    const times = socket().sentAt.slice(-sent('EVENT').length)
    expect(times.filter((t) => t < 30 * SECOND).length).toBeLessThanOrEqual(27)
    expect(times.filter((t) => t >= 2 * MINUTE && t < 3 * MINUTE).length).toBeLessThanOrEqual(15)
    expect(sent('EVENT').length).toBeGreaterThan(150)
  })

  test('a burst of a handshake goes out at once', () => {
    const { connection, sent } = setUpOpen()
    for (let n = 0; n < 16; n++) connection.publish(event(n))
    expect(sent('EVENT').length).toBe(16)
  })

  test('what is published before the relay is open is sent once it is, unless it is stale', () => {
    const { connection, advance, sent, socket } = setUp()
    connection.publish(event(1))
    advance(9 * SECOND)
    socket().events.onOpen()
    expect(sent('EVENT')).toEqual([['EVENT', { id: 1 }]])
    socket().events.onClose('gone')
    connection.publish(event(2))
    advance(30 * SECOND)
    socket().events.onOpen()
    expect(sent('EVENT')).toEqual([])
  })

  for (const answer of [
    ['OK', '1', false, 'rate-limited: slow down'],
    ['NOTICE', 'ERROR: rate limited, too fast'],
  ]) {
    test(`a relay that says ${answer[0]} ${answer.at(-1)} is left in peace, longer each time`, () => {
      const { connection, advance, say, sent, clock } = setUpOpen()
      const gaps: number[] = []
      for (let n = 0; n < 4; n++) {
        const [since, before] = [clock.now(), sent('EVENT').length]
        say(...answer)
        expect(connection.state()).toMatchObject({ state: 'open', reason: answer.at(-1) })
        while (sent('EVENT').length === before) {
          connection.publish(event(n))
          advance(500)
          say('EOSE', 's')
        }
        gaps.push(clock.now() - since)
      }
      gaps.forEach((gap, n) => {
        expect(gap).toBeGreaterThanOrEqual(5 * SECOND * 2 ** n)
        expect(gap).toBeLessThanOrEqual(10 * SECOND * 2 ** n + SECOND)
      })
      say('OK', '9', true, '')
      expect(connection.state()).toEqual({ url: 'wss://relay.example', state: 'open' })
    })
  }

  test('reconnecting does not shorten what the relay asked for', () => {
    const { connection, advance, say, sent, socket } = setUpOpen()
    say('OK', '1', false, 'rate-limited: slow down')
    say('CLOSED', 's', 'rate-limited: slow down')
    advance(3 * SECOND)
    connection.reconnect()
    socket().events.onOpen()
    connection.publish(event(1))
    expect(socket().sent).toEqual([])
    advance(8 * SECOND)
    expect([sent('EVENT').length, sent('REQ').length]).toEqual([1, 1])
  })

  test('a relay that blocks us is shown as refusing, in its own words', () => {
    const { connection, say } = setUpOpen()
    say('OK', '1', false, 'pow: 20 bits needed')
    expect(connection.state()).toMatchObject({ state: 'refused', reason: 'pow: 20 bits needed' })
  })
})

describe('connecting', () => {
  test('lost connections are made again, later each time, at most five minutes apart', () => {
    const { advance, sockets, socket, clock } = setUp()
    const gaps: number[] = []
    for (let n = 0; n < 12; n++) {
      const [lostAt, count] = [clock.now(), sockets.length]
      socket().events.onClose('unreachable')
      while (sockets.length === count) advance(50)
      gaps.push(clock.now() - lostAt)
    }
    gaps.forEach((gap, n) => {
      const whole = Math.min(5 * MINUTE, SECOND * 2 ** n)
      expect(gap).toBeGreaterThanOrEqual(whole / 2)
      expect(gap).toBeLessThanOrEqual(whole + 50)
    })
  })

  test('a connection that lived a minute starts the back-off anew, a short one does not', () => {
    const { advance, sockets, socket, clock } = setUp()
    function loseAfter(life_ms: number): number {
      socket().events.onOpen()
      advance(life_ms)
      const [lostAt, count] = [clock.now(), sockets.length]
      socket().events.onClose('gone')
      while (sockets.length === count) advance(10)
      return clock.now() - lostAt
    }
    const gaps = [0, 0, 0, 0, 0, 59 * SECOND, 61 * SECOND].map(loseAfter)
    expect(gaps[5]).toBeGreaterThan(15 * SECOND)
    expect(gaps[6]).toBeLessThanOrEqual(SECOND + 10)
  })

  test('a relay that does not answer in ten seconds is given up for now', () => {
    const { advance, connection, sockets } = setUp()
    expect(connection.state().state).toBe('connecting')
    advance(10 * SECOND)
    expect(connection.state()).toMatchObject({ state: 'closed', reason: 'timed out' })
    expect(sockets[0]?.closed).toBe(true)
    advance(2 * SECOND)
    expect(sockets.length).toBe(2)
  })

  test('a socket that died in silence is found out when it has to answer', () => {
    const { advance, connection, sent, sockets } = setUpOpen()
    advance(60 * MINUTE)
    expect(connection.state().state).toBe('open')
    connection.publish(event(1))
    advance(10 * SECOND)
    expect(sent('REQ').length).toBe(2) // asked again, since not every relay acknowledges
    advance(10 * SECOND)
    expect(connection.state()).toMatchObject({ state: 'closed', reason: 'no answer' })
    expect(sockets[0]?.closed).toBe(true)
  })

  test('a relay that acknowledges nothing but answers requests is kept', () => {
    const { advance, connection, say, sockets } = setUpOpen()
    connection.publish(event(1))
    advance(15 * SECOND)
    say('EOSE', 's')
    advance(10 * MINUTE)
    expect([connection.state().state, sockets.length]).toEqual(['open', 1])
  })

  test('a person who asks gets a new socket at once, but not twice in a moment', () => {
    const { advance, connection, sockets } = setUpOpen()
    advance(MINUTE)
    for (let n = 0; n < 5; n++) connection.reconnect()
    expect(sockets.map((socket) => socket.closed)).toEqual([true, false])
    sockets[1]?.events.onClose('unreachable')
    advance(2 * SECOND)
    connection.reconnect()
    expect(sockets.length).toBeGreaterThanOrEqual(3)
  })

  test('what an abandoned socket still says is ignored', () => {
    const { advance, connection, heard, sockets } = setUpOpen()
    advance(MINUTE)
    connection.reconnect()
    sockets[0]?.events.onText(JSON.stringify(['EVENT', 's', { id: 1 }]))
    sockets[0]?.events.onClose('late')
    expect([heard, connection.state().state]).toEqual([[], 'connecting'])
  })

  test('an address that may not be opened is refused with the reason and not tried again', () => {
    const { advance, connection } = setUp(true)
    advance(60 * MINUTE)
    expect(connection.state()).toMatchObject({ state: 'refused', reason: 'not allowed here' })
  })

  test('after closing nothing happens any more', () => {
    const { advance, clock, connection, sockets } = setUpOpen()
    connection.publish(event(1))
    connection.close()
    connection.reconnect()
    advance(60 * MINUTE)
    expect([sockets.length, sockets[0]?.closed, clock.nextAt()]).toEqual([1, true, undefined])
  })
})

test('garbage from a relay changes nothing', () => {
  const { connection, heard, socket } = setUpOpen()
  for (const text of [
    '',
    'x',
    '7',
    '{}',
    '[]',
    '["EVENT"]',
    '["OK"]',
    '["AUTH","c"]',
    '["EVENT","other",{}]',
    '["CLOSED","other","x"]',
  ]) {
    socket().events.onText(text)
  }
  expect([connection.state().state, heard]).toEqual(['open', []])
})
