/** What a search of the raw database files of a device finds. */

import type { Member } from './member.ts'

/** Whether any file of the device holds this text. */
export function filesHold(member: Member, text: string): boolean {
  const { files } = member.device.copyDisk()
  return [...files.values()].some((file) => Buffer.from(file.data, 0, file.size).includes(text))
}
