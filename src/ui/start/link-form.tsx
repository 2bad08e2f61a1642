/** Pasting an invite link. Reading it is the next screen's work. */

import { createSignal, type JSX } from 'solid-js'
import { Button } from '../parts/button.tsx'
import { TextField } from '../parts/field.tsx'
import { strings } from '../strings/en.ts'
import { fragmentInText } from './invite-link.ts'
import styles from './start.module.css'

export function LinkForm(props: { onLink: (link: string) => void }): JSX.Element {
  const [text, setText] = createSignal('')
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    const link = fragmentInText(text())
    if (link !== '') props.onLink(link)
  }
  return (
    <form class={styles.form} onSubmit={submit}>
      <TextField
        label={strings.join.paste}
        hint={strings.join.pasteHint}
        autofocus
        code
        value={text()}
        onValue={setText}
      />
      <Button type="submit" weight="primary" class={styles.submit}>
        {strings.join.read}
      </Button>
    </form>
  )
}
