/** What happens without a step of its own, of which the model takes note. */

import type { EventId } from '../../engine/api.ts'
import { personOfFirst } from '../../engine/base/ids.ts'
import { actorOf, memberOf, type Run, running } from './run.ts'

/** A browser whose device ran from an older copy may go on as another one of the same person. */
export async function notice(run: Run): Promise<void> {
  const { community } = run
  noticeNames(run)
  for (const former of running(run)) {
    const { browser, identity } = former
    if (!community.rolledBack.has(browser)) continue
    const goesOnAs = (await memberOf(run, former).row()).continues_as
    if (goesOnAs === undefined) continue
    const known = community.identities.find((one) => one.browser === browser && one.identity === goesOnAs)
    const { peer_id } = known ?? (await (await actorOf(run, browser).goesOn(identity)).row())
    community.successors.set(former.peer_id, peer_id)
    if (known !== undefined) continue
    const successor = { ...former, identity: goesOnAs, peer_id, invite_id: undefined }
    community.identities.splice(community.identities.indexOf(former) + 1, 0, successor)
    community.copies.delete(browser)
  }
}

/** Who comes by a link says what they are called: at once, or when somebody has told them what the link holds. */
function noticeNames(run: Run): void {
  const { namings } = run.community
  for (const { browser, identity, peer_id, person_id } of running(run)) {
    if (person_id !== personOfFirst(peer_id) || namings.some((naming) => naming.author === peer_id)) continue
    const [first] = actorOf(run, browser).device.sql.all(
      "SELECT event_id, created_at FROM log WHERE recorded_by = ? AND author = ? AND type = 'profile' ORDER BY seq LIMIT 1",
      [identity, peer_id],
    )
    if (first === undefined) continue
    const [id, created_at] = [first.event_id as EventId, Number(first.created_at)]
    namings.push({ id, person_id, author: peer_id, name: browser, created_at, replaces: new Set() })
  }
}
