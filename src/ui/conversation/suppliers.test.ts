import { describe, expect, test } from 'vitest'
import { suppliersIn } from './suppliers.ts'

const holder = (name: string, connected: boolean) => ({ name, connected })

describe('who could supply what is missing', () => {
  test('those connected are named, and nobody else', () => {
    const suppliers = [holder('Bob', true), holder('Carol', false)]
    expect(suppliersIn(suppliers)).toEqual({ names: ['\u2068Bob\u2069'], areConnected: true })
  })
  test('while nobody is, those who could are', () => {
    expect(suppliersIn([holder('Carol', false)])).toEqual({ names: ['\u2068Carol\u2069'], areConnected: false })
  })
  test('a person of several devices is named once, and no more than three are', () => {
    const suppliers = ['Bob', 'Bob', 'Carol', 'Dave', 'Erin'].map((name) => holder(name, false))
    expect(suppliersIn(suppliers).names).toEqual(['Bob', 'Carol', 'Dave'].map((name) => `\u2068${name}\u2069`))
  })
  test('nobody is said to be nobody', () => {
    expect(suppliersIn([])).toEqual({ names: [], areConnected: false })
  })
})
