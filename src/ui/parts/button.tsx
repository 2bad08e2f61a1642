/** Buttons of three weights (primary, plain, quiet) and the round one that holds an icon. */

import { type ComponentProps, type JSX, splitProps } from 'solid-js'
import styles from './button.module.css'
import { Icon, type IconName } from './icon.tsx'

export type ButtonWeight = 'primary' | 'plain' | 'quiet' | 'danger'

export function Button(props: ComponentProps<'button'> & { weight?: ButtonWeight; icon?: IconName }): JSX.Element {
  const [own, rest] = splitProps(props, ['weight', 'icon', 'children', 'class'])
  return (
    <button type="button" class={`${styles.button} ${styles[own.weight ?? 'plain']} ${own.class ?? ''}`} {...rest}>
      {own.icon && <Icon name={own.icon} size={18} />}
      <span>{own.children}</span>
    </button>
  )
}

/** @param props.label what it does: its accessible name and its title */
export function IconButton(props: ComponentProps<'button'> & { icon: IconName; label: string }): JSX.Element {
  const [own, rest] = splitProps(props, ['icon', 'label', 'class'])
  return (
    <button
      type="button"
      class={`${styles.icon} ${own.class ?? ''}`}
      aria-label={own.label}
      title={own.label}
      {...rest}
    >
      <Icon name={own.icon} />
    </button>
  )
}
