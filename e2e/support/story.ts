/**
 * The stage of a story told in real browsers: a server of its own with the built application and a
 * relay, and people who arrive, each with a browser profile. When the story ends no browser may have
 * complained about anything.
 */

import { test as base, expect } from 'playwright/test'
import { type BuildServer, createBuildServer } from './build-server.ts'
import { type Complaints, createComplaints } from './complaints.ts'
import { createPerson, type Person } from './person.ts'
import { openProfile, type Profile, type ProfileOptions } from './profile.ts'

export interface Stage {
  readonly server: BuildServer
  readonly complaints: Complaints
  /** Somebody with a fresh browser profile, who has opened nothing yet. */
  arrives(name: string, options?: ArrivalOptions): Promise<Person>
  /** To be done when the story has ended and its browsers are gone. */
  finally(end: () => Promise<void>): void
}

export interface ArrivalOptions extends ProfileOptions {
  /** Where this person finds the application; the stage's server unless something stands before it. */
  readonly address?: string
  /** Done to each browser of this person before a page opens. */
  prepare?(profile: Profile): Promise<void>
}

/** Several browsers on a machine that may be doing other things too. A story takes about ten seconds on an idle one. */
const STORY_MS = 150_000

export const test = base.extend<{ stage: Stage }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures a fixture needs off its first parameter
  stage: async ({}, use, info) => {
    info.setTimeout(STORY_MS)
    const server = await createBuildServer()
    const profiles: Profile[] = []
    const ends: (() => Promise<void>)[] = []
    const complaints = createComplaints(() => server.wasAway)
    await use({
      server,
      complaints,
      async arrives(name, { address = server.url, prepare: prepareMore, ...options } = {}) {
        const profile = await openProfile(options)
        profiles.push(profile)
        const prepare = async () => {
          await complaints.watch(name, profile.context)
          await prepareMore?.(profile)
        }
        await prepare()
        return createPerson(name, profile, { address, prepare })
      },
      finally: (end) => void ends.push(end),
    })
    for (const profile of profiles) await profile.close()
    for (const end of ends) await end()
    await server.remove()
    expect(complaints.all).toEqual([])
  },
})
