/** A set that remembers at most so many members: adding one more forgets the one added longest ago. */

export interface BoundedSet<Member> {
  has(member: Member): boolean
  add(member: Member): void
}

export function createBoundedSet<Member>(limit: number): BoundedSet<Member> {
  const members = new Set<Member>()
  return {
    has: (member) => members.has(member),
    add: (member) => {
      members.add(member)
      for (const oldest of members) {
        if (members.size <= limit) break
        members.delete(oldest)
      }
    },
  }
}
