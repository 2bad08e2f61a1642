/** Pauses by the clock of this device, which its owner may set, and set back. */

/** Whether a pause that began then is over. A clock that was set back ends it: nobody waits for a year to pass again. */
export function isOver(began_ms: number, pause_ms: number, t_ms: number): boolean {
  return t_ms < began_ms || t_ms - began_ms >= pause_ms
}
