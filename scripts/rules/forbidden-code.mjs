/**
 * A lint for what no import rule can see: the ways text becomes HTML, styles the page's policy would
 * block, and errors caught and forgotten. Reads the syntax tree, so comments and prose do not count.
 *
 * Run by itself it checks `src` and fails on any finding.
 */

import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { ROOT } from '../root.mjs'

/** Members that parse text as HTML. Solid and Vite's own output may use them; our sources may not. */
const HTML_SINKS = new Set([
  'innerHTML',
  'outerHTML',
  'insertAdjacentHTML',
  'setHTMLUnsafe',
  'parseHTMLUnsafe',
  'createContextualFragment',
  'srcdoc',
])

/** @typedef {{ readonly line: number, readonly rule: string, readonly text: string }} Finding */

/**
 * The member a node reads, writes, calls or sets as a JSX attribute; `undefined` for other nodes.
 * @param {ts.Node} node
 */
function memberName(node) {
  if (ts.isPropertyAccessExpression(node)) return node.name.text
  if (ts.isElementAccessExpression(node) && ts.isStringLiteralLike(node.argumentExpression)) {
    return node.argumentExpression.text
  }
  if (ts.isJsxAttribute(node)) {
    return ts.isJsxNamespacedName(node.name) ? node.name.name.text : node.name.text
  }
  if (ts.isPropertyAssignment(node) || ts.isShorthandPropertyAssignment(node)) {
    return ts.isIdentifier(node.name) || ts.isStringLiteralLike(node.name) ? node.name.text : undefined
  }
  return undefined
}

/** @param {ts.Node} node */
function isDocumentWrite(node) {
  if (!ts.isPropertyAccessExpression(node)) return false
  if (node.name.text !== 'write' && node.name.text !== 'writeln') return false
  const { expression } = node
  const owner = ts.isPropertyAccessExpression(expression) ? expression.name : expression
  return ts.isIdentifier(owner) && owner.text === 'document'
}

/**
 * Solid compiles a constant `style` into the template's HTML, where `style-src 'self'` blocks it.
 * @param {ts.Node} node
 */
function isConstantStyle(node) {
  if (!ts.isJsxAttribute(node) || memberName(node) !== 'style') return false
  const value = node.initializer
  if (value === undefined || ts.isStringLiteral(value)) return true
  return ts.isJsxExpression(value) && value.expression !== undefined && ts.isStringLiteralLike(value.expression)
}

/**
 * @param {ts.Node} node
 * @param {string} source
 */
function isSilentCatch(node, source) {
  if (!ts.isCatchClause(node) || node.block.statements.length > 0) return false
  return source.slice(node.block.getStart() + 1, node.block.end - 1).trim() === ''
}

/**
 * @param {string} name decides whether it is read as TypeScript or TSX
 * @param {string} source
 * @returns {readonly Finding[]}
 */
export function findForbidden(name, source) {
  /** @type {Finding[]} */
  const findings = []
  const file = ts.createSourceFile(name, source, ts.ScriptTarget.Latest, true)

  /**
   * @param {ts.Node} node
   * @param {string} rule
   */
  const report = (node, rule) => {
    const line = file.getLineAndCharacterOfPosition(node.getStart()).line + 1
    findings.push({ line, rule, text: node.getText().split('\n', 1)[0] ?? '' })
  }
  /** @param {ts.Node} node */
  const visit = (node) => {
    if (HTML_SINKS.has(memberName(node) ?? '') || isDocumentWrite(node)) report(node, 'text never becomes HTML')
    if (isConstantStyle(node)) report(node, "a constant style attribute is blocked by the page's policy")
    if (isSilentCatch(node, source)) report(node, 'a caught error is never ignored without a word')
    ts.forEachChild(node, visit)
  }
  visit(file)
  return findings
}

function main() {
  const folder = join(ROOT, 'src')
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => /\.tsx?$/.test(name))
  let count = 0
  for (const name of files) {
    const path = join(folder, name)
    for (const { line, rule, text } of findForbidden(path, readFileSync(path, 'utf8'))) {
      console.error(`${relative(ROOT, path)}:${line} ${rule}: ${text}`)
      count += 1
    }
  }
  console.log(`forbidden code: ${files.length} files read, ${count} findings`)
  process.exitCode = count === 0 && files.length > 0 ? 0 : 1
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) main()
