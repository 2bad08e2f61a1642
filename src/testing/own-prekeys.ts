/** What a device holds of its own prekeys: no query tells, since no person asks. */

import type { Member } from './member.ts'
import type { Trace } from './stored-text.ts'

export interface OwnPrekey {
  readonly namespace: 'transit' | 'group'
  readonly rotation: number
}

const rows = (member: Member, text: string): readonly OwnPrekey[] =>
  member.device.sql.all(text, [member.identity()]) as unknown as readonly OwnPrekey[]

/** The group prekeys whose secrets this device still has, by rotation. */
export function secretsOf(member: Member): readonly number[] {
  const text = `SELECT rotation FROM prekey_secret WHERE recorded_by = ? AND namespace = 'group' ORDER BY rotation`
  return rows(member, text).map(({ rotation }) => rotation)
}

/** The group prekeys of `owner` that `member` knows, by rotation. */
export async function knownPrekeys(member: Member, owner: Member): Promise<readonly number[]> {
  const { peer_id } = await owner.row()
  const text = `SELECT rotation FROM prekey WHERE recorded_by = ? AND namespace = 'group' AND peer_id = '${peer_id}'`
  return rows(member, `${text} ORDER BY rotation`).map(({ rotation }) => rotation)
}

/** The secrets of one rotation, to look for in the files. */
export function secretTraces(member: Member, rotation: number): readonly Trace[] {
  const text = 'SELECT secret FROM prekey_secret WHERE recorded_by = ? AND rotation = ?'
  return member.device.sql.all(text, [member.identity(), rotation]).flatMap(({ secret }) => {
    return secret instanceof Uint8Array ? [{ where: `secret ${rotation}`, value: secret }] : []
  })
}
