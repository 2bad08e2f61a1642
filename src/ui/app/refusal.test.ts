import { describe, expect, test } from 'vitest'
import type { IdentityRow, NoticeRow } from '../../engine/api.ts'
import { refusalOf } from './refusal.ts'

const id = 'ab'.repeat(32)
const row = (role: IdentityRow['role']) => ({ role, peer_id: id as IdentityRow['peer_id'] })
const notice = (kind: NoticeRow['kind'], person = id) => ({ kind, person_id: person as NoticeRow['person_id'] })

describe('why an identity is in no community', () => {
  test('a member is in one, whatever happened to others', () => {
    expect(refusalOf(row('member'), [notice('removed', 'cd'.repeat(32))])).toBeUndefined()
    expect(refusalOf(undefined, [])).toBeUndefined()
  })
  test('a join that did not count says why', () => {
    expect(refusalOf(row('invite_used_up'), [])).toBe('invite_used_up')
    expect(refusalOf(row('invite_revoked'), [notice('removed', 'cd'.repeat(32))])).toBe('invite_revoked')
  })
  test('who was removed is told that, although their link was ended too', () => {
    expect(refusalOf(row('invite_revoked'), [notice('joined'), notice('removed')])).toBe('removed')
  })
})
