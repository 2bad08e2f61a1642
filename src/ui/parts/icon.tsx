/** The one icon set: 20 px, stroke 1.5, drawn for this grid. Decorative: the control names itself. */

import type { JSX } from 'solid-js'

const PATHS = {
  menu: 'M3.5 6h13M3.5 10h13M3.5 14h9',
  plus: 'M10 4v12M4 10h12',
  close: 'M5 5l10 10M15 5L5 15',
  people:
    'M7.5 9.5a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM2 16.5c.3-3 2.5-4.5 5.5-4.5s5.2 1.5 5.5 4.5M13 3.9a3 3 0 0 1 0 5.3M15 12.3c1.8.600 2.8 2 3 4.2',
  invite:
    'M8.5 11.5a3.5 3.5 0 0 0 5 0l2.5-2.5a3.5 3.5 0 0 0-5-5l-1 1M11.5 8.5a3.5 3.5 0 0 0-5 0L4 11a3.5 3.5 0 0 0 5 5l1-1',
  post: 'M10 16V4.5M5 9.5l5-5 5 5',
  down: 'M10 4v11.5M5 10.5l5 5 5-5',
  copy: 'M7.5 7.5h9v9h-9zM12.5 7.5v-4h-9v9h4',
  search: 'M9 14.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11zM13 13l3.5 3.5',
  more: 'M4.5 10h.01M10 10h.01M15.5 10h.01',
  leave: 'M8 3.5H4v13h4M9 10h7.5M13.5 7l3 3-3 3',
  lock: 'M5 9h10v7.5H5zM7 9V6.5a3 3 0 0 1 6 0V9',
  bin: 'M4 6h12M8 6V3.5h4V6M5.5 6l.7 10.5h7.6L14.5 6M8.5 9v4.5M11.5 9v4.5',
  choose: 'M3.5 6l1.5 1.5L8 4.5M3.5 13.5L5 15l3-3M11 6h5.5M11 13.5h5.5',
  hash: 'M8 3.5l-2 13M14 3.5l-2 13M4 7.5h12.5M3.5 12.5H16',
} as const

export type IconName = keyof typeof PATHS

export function Icon(props: { name: IconName; size?: number }): JSX.Element {
  return (
    <svg
      aria-hidden="true"
      width={props.size ?? 20}
      height={props.size ?? 20}
      viewBox="0 0 20 20"
      fill="none"
      stroke="currentColor"
      stroke-width="1.5"
      stroke-linecap="round"
      stroke-linejoin="round"
    >
      <path d={PATHS[props.name]} />
    </svg>
  )
}
