/** A large and quarrelsome community: what the fold's time is measured with. */

import { community, type Story } from './acts.testing.ts'

/** Ids are compared and looked up: they are as long as real ones. */
const ID_CHARACTERS = 64

const named = (kind: string, i: number): string => `${kind}${i}`.padEnd(ID_CHARACTERS, '.')

/** So many acts: admins and their links, members, devices, removals, closings, quarrels with those who went. */
export function crowd(size: number): Story {
  const story = community()
  const admins = size / 100
  for (let i = 0; i < admins; i++) {
    story.joins(named('admin', i))
    story.grants(named('grant', i), 'alice', named('admin', i))
    story.invites(named('invite', i), named('admin', i), named('grant', i))
  }
  for (let i = 0; story.acts.length < size * 0.97; i++) {
    const member = named('member', i)
    story.joins(member, named('invite', i % admins))
    if (i % 10 === 0) story.links(named('link', i), member, `${member}/phone`)
  }
  for (let i = 0; i < admins / 2; i++) story.removes(named('removal', i), 'alice', named('admin', i))
  for (let i = admins / 2; i < admins; i++) {
    story.closes(named('end', i), named('admin', i), named('invite', i), [], named('grant', i))
  }
  const last = admins - 1
  for (let i = 0; story.acts.length < size; i++) {
    story.removes(named('of', i), named('admin', last), named('member', i), named('grant', last))
  }
  return story
}
