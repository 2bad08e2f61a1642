/** A browser whose device ran from an older copy may go on as another one of the same person: the model takes note. */

import { currentOf } from './community.ts'
import { actorOf, present, type Run } from './run.ts'

export async function notice(run: Run): Promise<void> {
  const { community } = run
  for (const browser of community.rolledBack) {
    const here = present(run, browser)
    if (here === undefined || (await here.member.row()).continues_as === undefined) continue
    const { identity, peer_id } = await (await actorOf(run, browser).goesOn()).row()
    if (currentOf(community, browser)?.identity === identity) continue
    community.identities.push({ ...here.joined, identity, peer_id, invite_id: undefined })
    community.copies.delete(browser)
  }
}
