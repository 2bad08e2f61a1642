/** Mutants of who may read. */

import { edit, of } from './mutant.mjs'

const commitment = of('key-id commitment', [
  'src/engine/seal',
  'src/testing/golden',
  'src/scenarios/lying-links.test.ts',
])
const repair = of('repair', ['src/engine/seal', 'src/scenarios/repair.test.ts'])
const retention = of('retention of secrets', ['src/engine/flows/prekeys.test.ts', 'src/scenarios/prekeys.test.ts'])

/** @type {readonly import('./mutant.mjs').Mutant[]} */
export const keysMutants = [
  commitment(
    'a wrapped key need not hash to its id',
    edit(
      'seal/wrap.ts',
      'if (key === undefined || keyIdOf(context.network, context.group, key) !== keyId) return undefined',
      'if (key === undefined) return undefined',
    ),
  ),
  commitment(
    "a link's key counts whatever the epoch says",
    edit('seal/keys.ts', 'WHERE e.event_id IS NULL OR (e.key_id = k.key_id AND e.group_id = k.group_id)`', '`'),
  ),
  commitment(
    'what a lie has opened stays',
    edit('pipeline/project.ts', 'effects.disproved = true', 'effects.disproved = false'),
  ),
  commitment(
    "what a link's key does not open is rejected",
    edit('pipeline/deps.ts', 'epoch.isVouched ? { ok', 'epoch.isVouched && false ? { ok'),
  ),
  commitment(
    'a replay opens before it knows the epochs',
    edit('store/log.ts', "{ plain: 'kind NOT IN (2, 3)'", "{ plain: '1'"),
  ),
  commitment(
    'a key id does not name the group',
    edit(
      'events/key-ids.ts',
      "domainHash('key-id', idBytes(network), idBytes(group), key)",
      "domainHash('key-id', idBytes(network), key)",
    ),
  ),

  retention(
    'the first secret is forgotten too',
    edit('flows/prekeys.ts', 'WHERE s.rotation > 0 AND EXISTS', 'WHERE EXISTS'),
  ),
  retention(
    'secrets are forgotten early',
    edit('flows/prekeys.ts', 'PREKEY_RETENTION_MS = 90 * DAY_MS', 'PREKEY_RETENTION_MS = 60 * DAY_MS'),
  ),
  retention(
    'secrets are forgotten though nobody has the successor',
    edit('flows/prekeys.ts', 'p JOIN', 'p LEFT JOIN'),
    edit('flows/prekeys.ts', 'AND k.at <= ', 'AND p.created_at <= '),
  ),
  retention('a comparison that began before counts', edit('flows/prekeys.ts', 'AND created_at < ', 'AND 0 < ')),

  repair(
    'a wrap that did not open still counts as known',
    edit('device/key-asking.ts', 'if (made_before !== undefined) refuseWraps(', 'if (made_before === 0) refuseWraps('),
  ),
  repair(
    'requests need no signature',
    edit(
      'seal/key-request.ts',
      "=== 'string') return 'key_request_signature'",
      "=== 'never') return 'key_request_signature'",
    ),
  ),
  repair(
    'whoever asks is believed every time',
    edit('device/key-asking.ts', 'MINUTE_MS * 4 ** (times - 1))', '0 * times)'),
  ),
  repair(
    'the first to give is always the same',
    edit('device/key-sharing.ts', 'u32(refusals))', 'u32(refusals - refusals))'),
  ),
]
