/**
 * The steps of a model run, one entry each: how often, and what a person then does. A step that cannot
 * happen as things stand answers `false` and is not counted; what it must be refused is asserted there.
 */

import { compareDigits, copyStorage, readCode, rollBack } from './steps/devices.ts'
import { addTo, createPrivate, leaveGroup, openDirect, removeFrom } from './steps/grouping.ts'
import { admit, closeInvite, invite, join, leave } from './steps/joining.ts'
import type { StepKind } from './steps/kind.ts'
import { grant, removeDevice, removeMember, revoke, stepDown } from './steps/ruling.ts'
import { createChannel, deleteMessage, post, rename } from './steps/talking.ts'
import * as world from './steps/world.ts'

export const EVERYBODY_MEETS = 'everybody meets'

export const STEPS: ReadonlyMap<string, StepKind> = new Map<string, StepKind>([
  ['post', { weight: 100, run: post }],
  ['invite', { weight: 14, run: invite }],
  ['join', { weight: 16, run: join }],
  ['close invite', { weight: 5, run: closeInvite }],
  ['admit', { weight: 6, run: admit }],
  ['create channel', { weight: 4, run: createChannel }],
  ['delete', { weight: 14, run: deleteMessage }],
  ['leave', { weight: 2, run: leave }],
  ['rename', { weight: 6, run: rename }],
  ['create private channel', { weight: 4, run: createPrivate }],
  ['open conversation', { weight: 4, run: openDirect }],
  ['add to group', { weight: 4, run: addTo }],
  ['remove from group', { weight: 3, run: removeFrom }],
  ['leave group', { weight: 2, run: leaveGroup }],
  ['grant', { weight: 5, run: grant }],
  ['revoke', { weight: 3, run: revoke }],
  ['step down', { weight: 1, run: stepDown }],
  ['remove member', { weight: 2, run: removeMember }],
  ['remove device', { weight: 2, run: removeDevice }],
  ['read code', { weight: 6, run: readCode }],
  ['compare digits', { weight: 8, run: compareDigits }],
  ['copy storage', { weight: 4, run: copyStorage }],
  ['roll back', { weight: 5, run: rollBack }],
  ['partition', { weight: 8, run: world.partition }],
  ['heal', { weight: 8, run: world.heal }],
  ['go offline', { weight: 5, run: (run, step) => world.whileOpen(run, step, (actor) => actor.goesOffline()) }],
  ['come online', { weight: 8, run: (run, step) => world.whileOpen(run, step, (actor) => actor.comesOnline()) }],
  ['turn clock', { weight: 5, run: world.turnClock }],
  ['crash', { weight: 6, run: (run, step) => world.whileOpen(run, step, (actor) => actor.restarts()) }],
  ['close app', { weight: 3, run: (run, step) => world.whileOpen(run, step, (actor) => actor.closesTheApp()) }],
  ['open app', { weight: 5, run: world.openApp }],
  ['sleep', { weight: 1, run: world.sleep }],
  ['sleep for months', { weight: 1, run: world.sleepForMonths }],
  ['wait', { weight: 7, run: world.waits }],
  ['look', { weight: 8, run: world.look }],
  [EVERYBODY_MEETS, { weight: 1, run: world.everybodyMeets }],
])
