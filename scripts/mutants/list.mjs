/**
 * Every mutant. An event type or a layer that adds a check adds its mutants to the file of its area, at
 * least two for a check of its own.
 */

import { authorityMutants } from './authority.mjs'
import { cryptoMutants } from './crypto.mjs'
import { deletionMutants } from './deletion.mjs'
import { devicesMutants } from './devices.mjs'
import { foldMutants } from './fold.mjs'
import { keysMutants } from './keys.mjs'
import { pipelineMutants } from './pipeline.mjs'
import { reachMutants } from './reach.mjs'
import { syncMutants } from './sync.mjs'
import { transitMutants } from './transit.mjs'
import { voidMutants } from './void.mjs'

export const mutants = [
  ...cryptoMutants,
  ...transitMutants,
  ...authorityMutants,
  ...foldMutants,
  ...keysMutants,
  ...devicesMutants,
  ...reachMutants,
  ...pipelineMutants,
  ...deletionMutants,
  ...syncMutants,
  ...voidMutants,
]
