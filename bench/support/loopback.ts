/**
 * Traffic between two browsers stays on this machine: the benchmark starts itself again where loopback is
 * the only network there is. Where the system does not permit that, it goes on as it is and says so.
 */

import { spawn, spawnSync } from 'node:child_process'
import { networkInterfaces } from 'node:os'

const ENTER = ['-n', 'sh', '-c', 'ip link set lo up && exec "$@"', 'sh']

const isLoopbackOnly = (): boolean =>
  Object.values(networkInterfaces()).every((of) => of?.every((address) => address.internal) ?? true)

/** @returns whether this process is the one to go on; otherwise the other has run and its exit code is ours */
export async function isInLoopback(): Promise<boolean> {
  if (isLoopbackOnly()) return true
  if (spawnSync('unshare', [...ENTER, 'true'], { stdio: 'ignore' }).status !== 0) {
    console.log('No network of its own is permitted here: the browsers use the ordinary one.')
    return true
  }
  const command = [process.execPath, ...process.execArgv, ...process.argv.slice(1)]
  const child = spawn('unshare', [...ENTER, ...command], { stdio: 'inherit' })
  process.exitCode = await new Promise<number>((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code) => resolve(code ?? 1))
  })
  return false
}
