/**
 * The text of a message as text nodes and nothing else: lines kept, code between fences set apart,
 * web addresses made followable. Never HTML.
 */

import { For, type JSX, Show } from 'solid-js'
import styles from './message-text.module.css'
import { parseText, type Span } from './parse-text.ts'

/** @param props.id of the message, by which its text is found on the page
 * @param props.children set at the end of the last line: the delivery mark */
export function MessageText(props: { text: string; id: string; children: JSX.Element }): JSX.Element {
  const blocks = () => parseText(props.text)
  return (
    <div class={styles.text} data-text={props.id}>
      <For each={blocks()}>
        {(block, index) => (
          <Show
            when={block.kind === 'prose' ? block : undefined}
            fallback={<CodeBlock code={block.kind === 'code' ? block.text : ''} />}
          >
            {(prose) => (
              <p class={styles.prose} dir="auto">
                <For each={prose().spans}>{(span) => <SpanText span={span} />}</For>
                <Show when={index() === blocks().length - 1}>
                  {'\u00a0'}
                  {props.children}
                </Show>
              </p>
            )}
          </Show>
        )}
      </For>
      <Show when={blocks().at(-1)?.kind === 'code'}>{props.children}</Show>
    </div>
  )
}

function CodeBlock(props: { code: string }): JSX.Element {
  return (
    <pre class={styles.block} dir="ltr" tabindex="0">
      <code>{props.code}</code>
    </pre>
  )
}

function SpanText(props: { span: Span }): JSX.Element {
  switch (props.span.kind) {
    case 'code':
      return <code class={styles.code}>{props.span.text}</code>
    case 'link':
      return (
        <a href={props.span.text} target="_blank" rel="noopener noreferrer nofollow">
          {props.span.text}
        </a>
      )
    case 'text':
      return props.span.text
  }
}
