/**
 * What became of bodies in one transaction, for whoever acts on it after the commit.
 */

import type { EventId } from '../base/ids.ts'
import type { ChainPlace } from '../store/log.ts'

export interface BodyChanges {
  /** Their bodies are gone: the file must forget them, and links carry their husks. */
  readonly erased: Set<EventId>
  /** Husks that are gaps now. */
  readonly opened: Set<EventId>
  /** Stored as husks because of how much their author wrote: neither held nor passed on. */
  readonly declined: Set<EventId>
  /** Husks that were gaps: explained, or whole again. */
  readonly closed: ChainPlace[]
}

export function createBodyChanges(): BodyChanges {
  return { erased: new Set(), opened: new Set(), declined: new Set(), closed: [] }
}
