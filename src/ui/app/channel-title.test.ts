import { describe, expect, test } from 'vitest'
import { channelTitle } from './channel-title.ts'

const person = (name: string, is_me = false) => ({ name, is_me })

describe('what a channel is called', () => {
  test('by its name, public or private', () => {
    expect(channelTitle({ kind: 'public', name: 'general', people: [] }, 'alone')).toBe('general')
    expect(channelTitle({ kind: 'private', name: 'board', people: [person('Me', true)] }, 'alone')).toBe('board')
  })
  test('by the others in it, where it is direct', () => {
    const people = [person('Me', true), person('Bob'), person('Carol')]
    expect(channelTitle({ kind: 'direct', name: 'direct', people }, 'alone')).toBe('Bob and Carol')
  })
  test('a name that has not come is said to be unknown', () => {
    const people = [person('Me', true), person('')]
    expect(channelTitle({ kind: 'direct', name: 'direct', people }, 'alone')).toBe('Unknown member')
  })
  test('one that everybody else has left says so', () => {
    expect(channelTitle({ kind: 'direct', name: 'direct', people: [person('Me', true)] }, 'alone')).toBe('alone')
  })
})
