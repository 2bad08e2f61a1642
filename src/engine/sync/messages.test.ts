import { describe, expect, it } from 'vitest'
import { fromHex, toHex } from '../base/bytes.ts'
import { must } from '../base/errors.ts'
import { FILTER_SHAPE, filterBytes, MAX_FILTER_BYTES } from './bloom.ts'
import { decodeMessage, encodeAbort, encodeFlight, type Flight, MAX_MESSAGE_BYTES } from './messages.ts'
import { MAX_RECORDS, recordBytes, type SketchPart, type WindowRecord } from './records.ts'
import { CELL_BYTES, MAX_CELLS } from './sketch.ts'
import { createRng, logUniform, type Rng, randomBytes } from './test-items.ts'
import { endOf, MAX_SHIFT, startOf, WHOLE } from './window.ts'

const HEADER = { kind: 'flight', scope: 1, run: 1, flight: 0, part: 0, last: true, events: 0 } as const

const bytesOf = (hex: string) => must(fromHex(hex.replaceAll(' ', '')), 'hexadecimal text')

function faultOf(bytes: Uint8Array): string | undefined {
  const decoded = decodeMessage(bytes)
  return decoded.ok ? undefined : decoded.fault
}

function randomRecords(rng: Rng, count: number): WindowRecord[] {
  const records: WindowRecord[] = []
  let cursor = 0
  while (records.length < count) {
    const shift = Math.floor(rng() * (MAX_SHIFT + 1))
    const prefix = Math.ceil(cursor / 2 ** shift) + (rng() < 0.5 ? 0 : logUniform(rng, 2 ** 20))
    const window = { shift, prefix }
    if (startOf(window) >= 2 ** MAX_SHIFT) break
    const items = logUniform(rng, 300)
    const fingerprint = { count: items, sum: items === 0 ? 0 : Math.floor(rng() * 2 ** 48) }
    const filtered = items > 0 && rng() < 0.3
    records.push(
      filtered
        ? { window, fingerprint, filter: randomBytes(rng, filterBytes(items, FILTER_SHAPE)) }
        : { window, fingerprint },
    )
    cursor = endOf(window)
  }
  return records
}

function randomSketch(rng: Rng): SketchPart {
  const columns = 1 + logUniform(rng, 500)
  const from = rng() < 0.5 ? 0 : Math.floor(rng() * 3 * columns)
  const count = 1 + Math.floor(rng() * (3 * columns - from))
  const windows = from > 0 ? [] : [{ shift: 53, prefix: 0 }, ...randomRecords(rng, 9).map(({ window }) => window)]
  return {
    columns,
    from,
    windows: windows.slice(windows.length > 1 ? 1 : 0),
    cells: randomBytes(rng, CELL_BYTES * count),
  }
}

function randomFlight(rng: Rng): Flight {
  const root = { count: logUniform(rng, 2 ** 30), sum: Uint32Array.from({ length: 4 }, () => rng() * 2 ** 32) }
  return {
    kind: 'flight',
    scope: Math.floor(rng() * 2),
    run: 1 + logUniform(rng, 2 ** 32 - 3),
    flight: Math.floor(rng() * 24),
    part: Math.floor(rng() * 5),
    last: rng() < 0.5,
    events: rng() < 0.5 ? 0 : logUniform(rng, 2 ** 30) + 1,
    records: randomRecords(rng, logUniform(rng, 40)),
    ...(rng() < 0.5 ? { root } : {}),
    ...(rng() < 0.3 ? { wanted: Uint32Array.from({ length: 1 + logUniform(rng, 99) }, () => rng() * 2 ** 32) } : {}),
    ...(rng() < 0.3 ? { sketch: randomSketch(rng) } : {}),
  }
}

const VECTORS: readonly [string, string, Flight | Parameters<typeof encodeAbort>[0]][] = [
  [
    'a root check',
    '01 01 01 00 00 05 d00f 01000000 02000000 03000000 ffffffff',
    { ...HEADER, root: { count: 2000, sum: Uint32Array.of(1, 2, 3, 0xffffffff) }, records: [] },
  ],
  [
    'an empty set',
    '01 00 ac02 01 00 05 00 00000000000000000000000000000000'.replaceAll(' ', ''),
    {
      ...HEADER,
      scope: 0,
      run: 300,
      flight: 1,
      root: { count: 0, sum: new Uint32Array(4) },
      records: [],
    },
  ],
  [
    'a flight with a fingerprint, an empty window, a filter and events to follow',
    '01 01 01 02 00 02 d00f | 33 05 0000010203ff | 33 00 | f2 01 02 aabbccddeeff 123456',
    {
      ...HEADER,
      flight: 2,
      last: false,
      events: 2000,
      records: [
        { window: { shift: 51, prefix: 0 }, fingerprint: { count: 5, sum: 0x010203ff } },
        { window: { shift: 51, prefix: 1 }, fingerprint: { count: 0, sum: 0 } },
        {
          window: { shift: 50, prefix: 5 },
          fingerprint: { count: 2, sum: 0xaabbccddeeff },
          filter: Uint8Array.of(0x12, 0x34, 0x56),
        },
      ],
    },
  ],
  [
    'a flight with keys that are wanted, and a sketch of two windows',
    '01 01 01 03 00 19 | 02 01000000 ddccbbaa | 01 00 03 02 33 72 01 | 010000000000ff 00000000000000 fffffefdfc0100',
    {
      ...HEADER,
      flight: 3,
      wanted: Uint32Array.of(1, 0xaabbccdd),
      sketch: {
        columns: 1,
        from: 0,
        windows: [
          { shift: 51, prefix: 0 },
          { shift: 50, prefix: 3 },
        ],
        cells: bytesOf('010000000000ff 00000000000000 fffffefdfc0100'),
      },
      records: [],
    },
  ],
  [
    'the rest of a sketch',
    '01 01 01 03 01 11 | d00f dc0b 01 | 01020304050607',
    {
      ...HEADER,
      flight: 3,
      part: 1,
      sketch: { columns: 2000, from: 1500, windows: [], cells: bytesOf('01020304050607') },
      records: [],
    },
  ],
  ['the end of a flight', '01 01 01 02 01 01', { ...HEADER, flight: 2, part: 1, records: [] }],
  ['an abort', '02 01 07 03', { scope: 1, run: 7, reason: 'flights' }],
]

describe('messages', () => {
  it.each(VECTORS)('have known bytes: %s', (_name, hex, message) => {
    const encoded = 'reason' in message ? encodeAbort(message) : encodeFlight(message)
    expect(toHex(encoded)).toBe(toHex(bytesOf(hex.replaceAll('|', ''))))
  })

  it('come back as they were, within the size that was announced', () => {
    const rng = createRng(51)
    for (let trial = 0; trial < 500; trial++) {
      const flight = randomFlight(rng)
      const { wanted, sketch } = flight
      const encoded = encodeFlight(flight)
      expect(decodeMessage(encoded)).toEqual({ ok: true, message: flight })
      const sketched = 9 * (sketch?.windows.length ?? 0) + (sketch?.cells.length ?? 0)
      const before = 64 + 4 * (wanted?.length ?? 0) + sketched
      const announced = flight.records.reduce((sum, record) => sum + recordBytes(record), before)
      expect(encoded.length).toBeLessThanOrEqual(announced)
    }
  })

  it('have one encoding each: what decodes encodes to the same bytes, whatever is flipped', () => {
    const rng = createRng(52)
    let accepted = 0
    for (let trial = 0; trial < 20_000; trial++) {
      const bytes = encodeFlight(randomFlight(rng))
      const flips = 1 + Math.floor(rng() * 3)
      for (let i = 0; i < flips; i++) bytes[Math.floor(rng() * bytes.length)] = rng() * 256
      const cut = rng() < 0.2 ? bytes.slice(0, Math.floor(rng() * bytes.length)) : bytes
      const decoded = decodeMessage(cut)
      if (!decoded.ok) continue
      accepted++
      const { message } = decoded
      const again = message.kind === 'flight' ? encodeFlight(message) : encodeAbort(message)
      expect(toHex(again)).toBe(toHex(cut))
    }
    expect(accepted).toBeGreaterThan(1000)
  })

  it('that are noise are refused with a reason and never throw', () => {
    const rng = createRng(53)
    for (let trial = 0; trial < 50_000; trial++) {
      const bytes = randomBytes(rng, logUniform(rng, 200))
      if (rng() < 0.8 && bytes.length > 0) bytes[0] = 1
      const decoded = decodeMessage(bytes)
      if (!decoded.ok)
        expect(decoded.fault).toMatch(
          /^(too_large|malformed|unknown_tag|too_many_records|too_many_cells|filter_too_large)$/,
        )
    }
  })

  it.each([
    ['nothing', ''],
    ['a header cut off', '01 01 01 00'],
    ['unknown flags', '01 01 01 00 00 21'],
    ['events announced as none', '01 01 01 00 00 02 00'],
    ['a run above 32 bits', '01 01 8080808010 00 00 01'],
    ['a run of 0', '01 01 00 00 00 05 00 00000000000000000000000000000000'],
    ['a root cut off', '01 01 01 00 00 05 00 0000'],
    ['a shift above 53', '01 01 01 00 00 01 36 00'],
    ['a gap of none', '01 01 01 00 00 01 40 00 00'],
    ['a window after the last one', '01 01 01 00 00 01 35 00 35 00'],
    ['a prefix beyond its shift', '01 01 01 00 00 01 75 01 00'],
    ['a sum cut off', '01 01 01 00 00 01 35 01 0000'],
    ['a filter of no items', '01 01 01 00 00 01 b5 00'],
    ['a filter smaller than its count implies', '01 01 01 00 00 01 b5 02 000000000000 0000'],
    ['no key that is wanted', '01 01 01 00 00 09 00'],
    ['wanted keys cut off', '01 01 01 00 00 09 02 00000000 000000'],
    ['a sketch of no cells', '01 01 01 00 00 11 00 00 00 01 35'],
    ['a sketch of no windows', '01 01 01 00 00 11 01 00 01 00 00000000000000'],
    ['cells beyond its sketch', '01 01 01 00 00 11 01 03 01 00000000000000'],
    ['a sketch cut off', '01 01 01 00 00 11 01 00 01 01 35 000000000000'],
    ['a sketched window that claims a filter', '01 01 01 00 00 11 01 00 01 01 b5 00000000000000'],
    ['a sketched window after the last one', '01 01 01 00 00 11 01 00 01 02 35 35 00000000000000'],
    ['an abort without a known reason', '02 01 07 63'],
    ['an abort with more behind it', '02 01 07 03 00'],
  ])('with %s are malformed', (_name, hex) => {
    expect(faultOf(bytesOf(hex))).toBe('malformed')
  })

  it('of an unknown kind are told apart from broken ones', () => {
    expect(faultOf(bytesOf('03 01 07 03'))).toBe('unknown_tag')
  })

  it('above the limits are refused before anything is allocated for them', () => {
    expect(faultOf(new Uint8Array(MAX_MESSAGE_BYTES + 1))).toBe('too_large')
    const count = Math.floor((MAX_FILTER_BYTES * 8) / FILTER_SHAPE.bitsPerItem) + 1
    const filter = new Uint8Array(filterBytes(count, FILTER_SHAPE))
    const large = { window: WHOLE, fingerprint: { count, sum: 0 }, filter }
    expect(faultOf(encodeFlight({ ...HEADER, records: [large] }))).toBe('filter_too_large')
    const wanted = new Uint32Array(MAX_CELLS + 1)
    expect(faultOf(encodeFlight({ ...HEADER, wanted, records: [] }).subarray(0, 60_000))).toBe('too_many_cells')
    const columns = MAX_CELLS / 3 + 1
    const sketch = { columns, from: 0, windows: [WHOLE], cells: new Uint8Array(CELL_BYTES) }
    expect(faultOf(encodeFlight({ ...HEADER, sketch, records: [] }))).toBe('too_many_cells')
    const windows = Array.from({ length: MAX_RECORDS + 1 }, (_, prefix) => ({ shift: 0, prefix }))
    const records = windows.map((window) => ({ window, fingerprint: { count: 0, sum: 0 } }))
    expect(faultOf(encodeFlight({ ...HEADER, records: records.slice(1) }))).toBeUndefined()
    expect(faultOf(encodeFlight({ ...HEADER, records }))).toBe('too_many_records')
  })

  it('cannot express windows that are unsorted or overlap', () => {
    const rng = createRng(54)
    for (let trial = 0; trial < 20_000; trial++) {
      const head = [1, 1, 1, 0, 0, 1]
      const decoded = decodeMessage(Uint8Array.from([...head, ...randomBytes(rng, 12)]))
      if (!decoded.ok || decoded.message.kind !== 'flight') continue
      let cursor = 0
      for (const { window } of decoded.message.records) {
        expect(startOf(window)).toBeGreaterThanOrEqual(cursor)
        cursor = endOf(window)
      }
      expect(cursor).toBeLessThanOrEqual(2 ** MAX_SHIFT)
    }
  })
})
