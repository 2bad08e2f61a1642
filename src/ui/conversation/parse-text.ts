/**
 * What a message's text is made of: prose with addresses and inline code, and blocks of code between
 * lines of three backticks. A scanner, not Markdown; its output is text, never markup.
 */

export type Span =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'link'; readonly text: string }

export type Block =
  | { readonly kind: 'prose'; readonly spans: readonly Span[] }
  | { readonly kind: 'code'; readonly text: string }

const FENCE = /^```[\w+-]*\s*$/
/** Inline code, or a web address up to the last character that is not closing punctuation. */
const SPECIAL = /`([^`\n]+)`|https?:\/\/[^\s<>"'`]*[^\s<>"'`.,:;!?)\]}]/gu
/** Controls other than tab and line feed, and characters that change direction for what follows. */
const UNSAFE = /[^\P{Cc}\t\n]|[\u202a-\u202e\u2066-\u2069]/gu

/** Every block in order; at least one. */
export function parseText(raw: string): readonly Block[] {
  const blocks: Block[] = []
  let prose: string[] = []
  let code: string[] | undefined
  const endProse = () => {
    const text = prose.join('\n').replace(/^\n+|\n+$/g, '')
    if (text !== '') blocks.push({ kind: 'prose', spans: parseSpans(text) })
    prose = []
  }
  for (const line of raw.replace(/\r\n?/g, '\n').replace(UNSAFE, '').split('\n')) {
    if (!FENCE.test(line)) (code ?? prose).push(line)
    else if (code === undefined) {
      endProse()
      code = []
    } else {
      blocks.push({ kind: 'code', text: code.join('\n') })
      code = undefined
    }
  }
  if (code !== undefined) blocks.push({ kind: 'code', text: code.join('\n') }) // never closed
  endProse()
  return blocks.length > 0 ? blocks : [{ kind: 'prose', spans: [] }]
}

export function parseSpans(text: string): readonly Span[] {
  const spans: Span[] = []
  let at = 0
  for (const match of text.matchAll(SPECIAL)) {
    if (match.index > at) spans.push({ kind: 'text', text: text.slice(at, match.index) })
    spans.push(match[1] === undefined ? { kind: 'link', text: match[0] } : { kind: 'code', text: match[1] })
    at = match.index + match[0].length
  }
  if (at < text.length) spans.push({ kind: 'text', text: text.slice(at) })
  return spans
}
