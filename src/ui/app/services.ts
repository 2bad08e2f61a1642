/** What every component may ask for: the engine and the session. Provided once, by the App. */

import { createContext, useContext } from 'solid-js'
import type { Sotto } from '../../engine/api.ts'
import type { Session } from './session.ts'

export interface Services {
  readonly sotto: Sotto
  readonly session: Session
}

export const ServicesContext = createContext<Services>()

export function useServices(): Services {
  const services = useContext(ServicesContext)
  if (services === undefined) throw new Error('no services above this component')
  return services
}
