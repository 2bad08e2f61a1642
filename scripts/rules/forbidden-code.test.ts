/** Every kind of forbidden code is found where it is written, and not where it is only mentioned. */

import { describe, expect, test } from 'vitest'
import { findForbidden } from './forbidden-code.mjs'

describe('forbidden code', () => {
  test.each([
    ['an assignment', 'element.innerHTML = text'],
    ['a write through a string key', "element['outerHTML'] = text"],
    ['a call', "element.insertAdjacentHTML('beforeend', text)"],
    ['document.write', 'document.write(text)'],
    ['document.write by its window', 'window.document.writeln(text)'],
    ['a JSX attribute', 'const view = <p innerHTML={text} />'],
    ['a JSX property', 'const view = <p prop:innerHTML={text} />'],
    ['a spread object', 'const view = <p {...{ innerHTML: text }} />'],
    ['a constant style', 'const view = <p style="color: red" />'],
    ['an empty catch', 'try { run() } catch {}'],
  ])('%s is found', (_name, source) => {
    expect(findForbidden('planted.tsx', source)).toHaveLength(1)
  })

  test.each([
    ['a comment about innerHTML', '// never element.innerHTML = text\nelement.textContent = text'],
    ['a sentence', "const sentence = 'innerHTML is not used'"],
    ['writing to something else', 'sink.write(text)'],
    ['a computed style', 'const view = <p style={{ height: height() }} />'],
    ['a catch that says why', 'try { run() } catch { /* the platform has no other way to say no */ }'],
  ])('%s is not', (_name, source) => {
    expect(findForbidden('planted.tsx', source)).toEqual([])
  })
})
