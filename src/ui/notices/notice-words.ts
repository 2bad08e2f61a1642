/** A notice as a sentence, with the names in it isolated. Pure. */

import type { NoticeRow } from '../../engine/api.ts'
import { isolatedName } from '../parts/names.ts'
import { strings } from '../strings/en.ts'

export function noticeWords({ kind, name, by }: Pick<NoticeRow, 'kind' | 'name' | 'by'>): string {
  return strings.notices.words[kind](isolatedName(name), isolatedName(by))
}
