/**
 * Who can reach whom: partitions and devices without a network. Tells its listeners when it changed.
 */

/** `rendezvous` is what goes over a server, `links` what goes directly. */
export type Plane = 'links' | 'rendezvous'

export interface Topology {
  reachable(from: string, to: string, plane: Plane): boolean
  isOffline(device: string): boolean
  setOffline(device: string, offline: boolean): void
  /** Nothing passes between the two groups, on that plane or on both. */
  partition(left: readonly string[], right: readonly string[], plane: Plane | 'both'): void
  /** Ends every partition; devices that are offline stay so. */
  heal(): void
  onChange(listener: () => void): void
}

export function createTopology(): Topology {
  const offline = new Set<string>()
  const walls: { left: ReadonlySet<string>; right: ReadonlySet<string>; plane: Plane | 'both' }[] = []
  const listeners: (() => void)[] = []

  const changed = () => {
    for (const listener of listeners) listener()
  }

  return {
    reachable(from, to, plane) {
      if (offline.has(from) || offline.has(to)) return false
      return !walls.some(
        (wall) =>
          (wall.plane === 'both' || wall.plane === plane) &&
          ((wall.left.has(from) && wall.right.has(to)) || (wall.left.has(to) && wall.right.has(from))),
      )
    },
    isOffline: (device) => offline.has(device),
    setOffline(device, isOffline) {
      if (isOffline) offline.add(device)
      else offline.delete(device)
      changed()
    },
    partition(left, right, plane) {
      walls.push({ left: new Set(left), right: new Set(right), plane })
      changed()
    },
    heal() {
      walls.length = 0
      changed()
    },
    onChange(listener) {
      listeners.push(listener)
    },
  }
}
