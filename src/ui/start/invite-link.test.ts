import { expect, test } from 'vitest'
import { fragmentInText, takeLinkFragment, wholeLink } from './invite-link.ts'

function windowAt(href: string) {
  const url = new URL(href)
  const replaced: string[] = []
  const location = { hash: url.hash, origin: url.origin, pathname: url.pathname, search: url.search }
  const history = {
    state: null,
    replaceState: (_state: unknown, _title: string, to: string) => replaced.push(to),
  }
  return { location, history, replaced }
}

test('the invite is taken out of the address, and nothing of it stays there', () => {
  const { location, history, replaced } = windowAt('https://sotto.example/app/?x=1#j=1.AbC_-9')
  expect(takeLinkFragment(location, history)).toBe('#j=1.AbC_-9')
  expect(replaced).toEqual(['/app/?x=1'])
})

test('another fragment is left alone', () => {
  const { location, history, replaced } = windowAt('https://sotto.example/#about')
  expect(takeLinkFragment(location, history)).toBeUndefined()
  expect(replaced).toEqual([])
})

test('a pasted link is found among the words around it and across line breaks', () => {
  expect(fragmentInText('Join us: https://sotto.example/#j=1.AbC\n_-9 ')).toBe('#j=1.AbC_-9')
  expect(fragmentInText('j=2.x')).toBe('#j=2.x')
})

test('text without a link is handed on as it is, for the engine to say what is wrong', () => {
  expect(fragmentInText('  hello ')).toBe('hello')
})

test('a whole link is the address of this application and the fragment', () => {
  const { location } = windowAt('https://sotto.example/app/?x=1')
  expect(wholeLink(location, '#j=1.A')).toBe('https://sotto.example/app/#j=1.A')
})
