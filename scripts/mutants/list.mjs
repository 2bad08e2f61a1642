/**
 * The mutants: each breaks one check that matters, and names the tests that must notice. An event type
 * or a layer that adds a check adds its mutants here, at least two for a check of its own.
 *
 * @typedef {{ file: string, find: string, replace: string }} Edit `find` stands in the file exactly once
 * @typedef {{ check: string, name: string, edits: readonly Edit[], tests: readonly string[] }} Mutant `tests` are
 *   run in their order until one fails: the quickest come first
 */

const ENGINE = 'src/engine/'
const HOSTILE = ['src/scenarios/hostile-members.test.ts', 'src/scenarios/joining.test.ts']
/** Every case each `validate` tells apart. */
const GIVEN = 'src/testing/given.test.ts'
const VALIDATE = [GIVEN, 'src/engine/events', ...HOSTILE]
const ORDER = ['src/scenarios/order.test.ts']

/** @param {string} file @param {string} find @param {string} replace @returns {Edit} */
const edit = (file, find, replace) => ({ file: ENGINE + file, find, replace })

/** @param {string} check @param {readonly string[]} tests */
const of =
  (check, tests) =>
  /** @param {string} name @param {...Edit} edits @returns {Mutant} */
  (name, ...edits) => ({ check, name, edits, tests })

const signature = of('signature', ['src/engine/crypto', ...HOSTILE])
const label = of('label', ['src/engine/crypto', 'src/testing/golden', 'src/engine/sync/have.test.ts'])
const binding = of('author binding', VALIDATE)
const link = of('link authentication', ['src/engine/transit', 'src/engine/connect'])
const associated = of('associated data', ['src/engine/seal', 'src/engine/transit', 'src/engine/connect'])
const commitment = of('key-id commitment', [
  'src/engine/seal',
  'src/testing/golden',
  'src/scenarios/lying-links.test.ts',
])
const repair = of('repair', ['src/engine/seal', 'src/scenarios/repair.test.ts'])
const retention = of('retention of secrets', ['src/engine/flows/prekeys.test.ts', 'src/scenarios/prekeys.test.ts'])
const dependency = of('dependency type', [GIVEN, ...ORDER, ...HOSTILE])
const rights = of('rights', VALIDATE)
const fold = of('authority fold', ['src/engine/authority', ...HOSTILE, 'src/scenarios/meeting.test.ts'])
const chain = of('chain', ['src/engine/pipeline', 'src/testing/golden'])
const DELETION = ['src/scenarios/deletion.test.ts', 'src/scenarios/deletion-together.test.ts']
const husk = of('husk', [
  'src/engine/crypto',
  'src/engine/pipeline',
  'src/engine/sync/body-want.test.ts',
  ...DELETION,
  'src/scenarios/malicious-floods.test.ts',
])
const deletion = of('deletion', ['src/testing/given.test.ts', 'src/platform/node', ...DELETION])
const gate = of('membership gate', [GIVEN, ...ORDER, ...HOSTILE])
const localOnly = of('local-only', ['src/engine/pipeline', ...HOSTILE, 'src/scenarios'])
const uses = of('use limit', ['src/scenarios/refused.test.ts'])
const inviteLink = of('invite link', ['src/engine/flows', ...HOSTILE])
const limits = of('limits', [
  'src/engine/crypto',
  'src/engine/pipeline',
  'src/engine/events',
  'src/engine/transit',
  'src/engine/sync',
])

/** @type {readonly Mutant[]} */
export const mutants = [
  signature(
    'a bad signature is taken as good',
    edit(
      'crypto/event-signature.ts',
      "return typeof result === 'string' ? result : (envelope as SignedEnvelope)",
      'return envelope as SignedEnvelope',
    ),
  ),
  signature(
    "the platform's no is final",
    edit('crypto/sign.ts', 'answers[next++] === true || nobleAccepts(claim)', 'answers[next++] === true'),
  ),
  signature(
    "a signature has another one's answer",
    edit(
      'crypto/sign.ts',
      'answers[next++] === true || nobleAccepts(claim)',
      'answers[0] === true || nobleAccepts(claim)',
    ),
  ),
  signature(
    'a torsioned key is usable',
    edit(
      'crypto/sign.ts',
      'if (point.isSmallOrder() || !point.isTorsionFree()) return false',
      'if (point.isSmallOrder()) return false',
    ),
  ),
  signature(
    'a small-order key is usable',
    edit('crypto/sign.ts', 'if (point.isSmallOrder() || !point.isTorsionFree()) return false', ''),
  ),
  signature(
    'the signature does not cover the body',
    edit(
      'crypto/envelope.ts',
      "return concatBytes(domain('event', network), part.headerBytes, part.bodyHash)",
      "return concatBytes(domain('event', network), part.headerBytes)",
    ),
  ),

  label(
    'events are signed under the label of ids',
    edit('crypto/envelope.ts', "domain('event', network)", "domain('id', network)"),
  ),
  label(
    'ids do not name the network',
    edit('crypto/envelope.ts', "domainHash('id', network,", "domainHash('id', undefined,"),
  ),
  label(
    'proofs are signed under the label of invites',
    edit('events/identity/user.ts', "domain('invite-proof',", "domain('invite',"),
  ),

  uses(
    'who is being admitted ends the link',
    edit('engine.ts', '|| !isAdmission || !hasJoined(tx.safe)', '|| !isAdmission'),
  ),
  uses(
    'joins are kept by the time they claim',
    edit('flows/invite.ts', 'min(l.position) AS came', 'min(u.created_at) AS came'),
  ),

  binding(
    'prekeys for somebody else',
    edit(
      'events/identity/peer_shared.ts',
      "    if (contradicts(auth.author, event.author)) return reject('author_not_bound')\n",
      '',
    ),
  ),
  binding(
    'a rotated prekey for somebody else',
    edit(
      'events/identity/prekey_shared.ts',
      "    if (contradicts(auth.author, event.author)) return reject('author_not_bound')\n",
      '',
    ),
  ),
  binding(
    'an epoch under another membership',
    edit(
      'events/group/group_epoch.ts',
      "    if (contradicts(auth.author, event.author)) return reject('author_not_bound')\n",
      '',
    ),
  ),
  binding(
    'shared keys under another membership',
    edit(
      'events/group/group_key_shared.ts',
      "    if (contradicts(auth.author, event.author)) return reject('author_not_bound')\n",
      '',
    ),
  ),
  binding(
    'a proof does not name the joiner',
    edit('events/identity/user.ts', 'idBytes(invite), idBytes(joiner),', 'idBytes(invite),'),
  ),

  link(
    'the other end need not be who signalling named',
    edit(
      'transit/handshake.ts',
      "  if (expected.peer_id !== undefined && message.peer_id !== expected.peer_id) return 'wrong_peer'\n",
      '',
    ),
  ),
  link(
    'somebody may sit in the middle',
    edit(
      'transit/handshake.ts',
      "  if (!equalBytes(message.local, fingerprints.remote)) return 'fingerprint_mismatch'\n  if (!equalBytes(message.remote, fingerprints.local)) return 'fingerprint_mismatch'\n",
      '',
    ),
  ),
  link(
    'a CONNECT need not be signed',
    edit(
      'transit/connect-message.ts',
      "  if (!verifySync(idBytes(message.peer_id), signed, signature)) return { ok: false, reason: 'bad_signature' }\n",
      '',
    ),
  ),
  link(
    'signalling need not be signed',
    edit(
      'connect/signal-message.ts',
      'const isSigned = verifySync(idBytes(signal.from), signedBytes(network_id, topic, body), signature)',
      'const isSigned = signature.length > 0',
    ),
  ),
  link(
    'a frame may come twice',
    edit('transit/frames.ts', "      if (counter <= received) return { ok: false, reason: 'frame_not_newer' }\n", ''),
  ),

  associated(
    'a sealed body may be moved under another header',
    edit(
      'seal/content.ts',
      'return sealAead(key, nonce, pad(plaintext), header)',
      'return sealAead(key, nonce, pad(plaintext), new Uint8Array(0))',
    ),
    edit(
      'seal/content.ts',
      'const padded = openAead(key, nonce, body, header)',
      'const padded = openAead(key, nonce, body, new Uint8Array(0))',
    ),
  ),
  associated(
    'a payload may be moved to another topic',
    edit(
      'connect/signalling.ts',
      'pad(plaintext, size - OVERHEAD_BYTES), topic)',
      'pad(plaintext, size - OVERHEAD_BYTES), new Uint8Array(0))',
    ),
    edit(
      'connect/signalling.ts',
      'payload.subarray(AEAD_NONCE_BYTES), topic)',
      'payload.subarray(AEAD_NONCE_BYTES), new Uint8Array(0))',
    ),
  ),
  associated(
    'a wrap does not name its author',
    edit('seal/wrap.ts', '    idBytes(recipient),\n    idBytes(context.author),\n', '    idBytes(recipient),\n'),
  ),

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

  dependency(
    'any event may stand for another',
    edit(
      'pipeline/deps.ts',
      "      if (!types.includes(dependency.type)) return { ok: false, reason: 'dependency_wrong_type' }\n",
      '',
    ),
  ),
  dependency(
    'what depends on a rejected event waits for ever',
    edit('pipeline/deps.ts', "  if (entry?.state === 'rejected') return 'dependency_rejected'\n", ''),
  ),
  dependency(
    'a blocked event counts as present',
    edit('pipeline/deps.ts', "entry?.state === 'valid' ? decodedDependency", 'entry !== undefined ? decodedDependency'),
  ),

  rights(
    'anybody invites',
    edit(
      'events/identity/invite.ts',
      "    if (contradicts(right.author, event.author)) return reject('not_authorized')\n",
      '',
    ),
  ),
  rights(
    'anybody creates channels',
    edit(
      'events/content/channel.ts',
      "    if (contradicts(right.author, event.author)) return reject('not_authorized')\n",
      '',
    ),
  ),
  rights(
    'anybody names the community',
    edit(
      'events/identity/network_name.ts',
      "contradicts(right.author, event.author) ? reject('not_authorized') : VALID",
      'VALID',
    ),
  ),
  rights(
    'anybody closes by right',
    edit(
      'events/identity/invite_closed.ts',
      "contradicts(right.author, event.author) ? reject('not_authorized') : VALID",
      'VALID',
    ),
  ),
  rights(
    'a member closes an invite that is not used up',
    edit(
      'events/identity/invite_closed.ts',
      "max_uses !== undefined && body.seen_users.length < max_uses ? reject('not_authorized') : VALID",
      'VALID',
    ),
  ),
  rights(
    'anybody makes a group of everybody',
    edit(
      'events/group/group.ts',
      "event.body.scope === 'all' && auth.type !== 'network' ? reject('not_authorized') : VALID",
      'VALID',
    ),
  ),
  rights('a join needs no proof', edit('events/identity/user.ts', "? reject('proof_invalid')\n", '? VALID\n')),

  fold(
    'a closed invite admits',
    edit('authority/effective.ts', 'return kept.get(join.power.invite)?.has(join.event_id) ?? true', 'return true'),
  ),
  fold(
    "a member's closing counts without real joins",
    edit(
      'authority/effective.ts',
      'return people.size >= (maxUses.get(power.invite) ?? Number.POSITIVE_INFINITY)',
      'return true',
    ),
  ),

  chain('an own event does not extend the head', edit('pipeline/author.ts', 'head.seq + 1', 'head.seq')),
  chain(
    'an own event does not name its predecessor',
    edit(
      'pipeline/author.ts',
      'head === undefined ? new Uint8Array(ID_BYTES) : idBytes(head.event_id)',
      'new Uint8Array(ID_BYTES)',
    ),
  ),
  chain(
    'own times may stand still',
    edit('pipeline/author.ts', 'Math.max(t_ms, head.created_at + 1)', 'Math.max(t_ms, head.created_at)'),
  ),

  husk(
    'a control event may lose its body',
    edit(
      'pipeline/verify.ts',
      "envelope.form === FORM_HUSK && envelope.header.kind !== KIND_CONTENT ? 'kind_mismatch' : envelope",
      'envelope',
    ),
  ),
  husk(
    'a body that a deletion took may come back',
    edit(
      'pipeline/ingest.ts',
      'envelope.form === FORM_HUSK || !isGap(tx.unsafe, tx.identity, id)',
      'envelope.form === FORM_HUSK',
    ),
  ),
  husk('a husk that comes is asked about by nobody', edit('pipeline/bodies.ts', '      ...effects.husks,\n', '')),
  husk(
    'a gap is held, says the receipt',
    edit('device/identity-runtime.ts', 'if (plane === 2 && !reopened.delete(id)) ranges', 'if (plane === 2) ranges'),
  ),
  husk(
    'a gap is held, says the receipt after a restart',
    edit('device/identity-runtime.ts', 'if (!gaps.has(placeName(place))) loaded', 'loaded'),
  ),
  husk(
    'a husk is an answer to who wants a body',
    edit('sync/member-link.ts', '.filter((bytes) => bytes[0] === FORM_WHOLE)', ''),
  ),
  husk(
    'who wants bodies is answered as often as they ask',
    edit('sync/body-want.ts', 'if (t_ms < next_ms) return false', ''),
  ),
  husk(
    'a husk under an epoch nobody heard of has no limit',
    edit('pipeline/ingest.ts', "evaluation.state === 'husk' || (", '('),
  ),

  deletion(
    'anybody deletes anything',
    edit('authority/erasure.ts', 'if (people.of(target.author).includes(person_id)) return true', 'return true'),
  ),
  deletion(
    'rank is not needed',
    edit('authority/erasure.ts', ' || !people.outranks(person_id, target.author)) return false', ') return false'),
  ),
  deletion(
    'equals delete what equals say',
    edit('store/people.ts', 'rankOf(person) < Math.min', 'rankOf(person) <= Math.min'),
  ),
  deletion(
    'a message that comes after its deletion stays',
    edit('pipeline/bodies.ts', '      ...claimedAmong(db, effects.bodies),\n', ''),
  ),
  deletion(
    'a message that came before its deletion stays',
    edit('pipeline/bodies.ts', '      ...effects.targets,\n', ''),
  ),
  deletion(
    'the rows of an erased message stay',
    edit(
      'pipeline/bodies.ts',
      'for (const { name } of contentTables(context.registry)) {',
      'for (const { name } of [] as { name: string }[]) {',
    ),
  ),
  deletion('the files keep what was erased', edit('engine.ts', 'if (bodies.erased.size > 0) db.purge()', '')),
  deletion('pages in memory keep what was erased, and write it again', {
    file: 'src/platform/sqlite/unused-space.ts',
    find: 'if (pointersEnd < cells && cells <= PAGE_BYTES)',
    replace: 'if (false)',
  }),
  deletion(
    'a deletion is signed by anybody',
    edit('events/content/message_deletion.ts', "if (!isBound(auth, author)) return reject('author_not_bound')", ''),
  ),
  deletion(
    'a right is whosever',
    edit(
      'events/content/message_deletion.ts',
      "holdsRight(right, personOf(auth, author)) ? VALID : reject('not_authorized')",
      'VALID',
    ),
  ),

  gate(
    'strangers are stored',
    edit('pipeline/ingest.ts', '!context.isMemberOf(tx.safe, event.author, context.me.network_id) &&', 'false &&'),
  ),
  gate(
    'who is not of the group is shown',
    edit(
      'pipeline/project.ts',
      'if (epoch !== undefined && !context.isMemberOf(tx.safe, candidate.author, epoch.group_id)) {',
      'if (epoch !== undefined && candidate.seq < 0) {',
    ),
  ),

  localOnly(
    'a local-only type may come in an envelope',
    edit(
      'pipeline/project.ts',
      "  if (kind === 'local' || envelope === undefined) return kind === 'local' && envelope === undefined\n",
      "  if (kind === 'local' || envelope === undefined) return true\n",
    ),
  ),
  localOnly(
    'content may come as control',
    edit(
      'pipeline/project.ts',
      '  return KIND_NUMBER[kind] === envelope.header.kind\n',
      '  return KIND_NUMBER[kind] > 0\n',
    ),
  ),

  inviteLink(
    'a mistyped link is read on',
    edit(
      'flows/link-text.ts',
      "  if (!equalBytes(checksum(content), bytes.subarray(-CHECKSUM_BYTES))) throw new EngineError('link_checksum')\n",
      '',
    ),
  ),
  inviteLink(
    "an invite need not be the link's",
    edit(
      'flows/invite-link.ts',
      "  if (!body.invite_pk.every((byte, i) => byte === keys.signing.publicKey[i])) throw new EngineError('link_secret')\n",
      '',
    ),
  ),

  limits(
    'events of any size',
    edit('crypto/envelope.ts', "  if (bytes.length > MAX_EVENT_BYTES) return 'too_large'\n", ''),
  ),
  limits(
    'content of any size',
    edit(
      'crypto/envelope.ts',
      "  if (kind === KIND_CONTENT && header.body_len > MAX_CONTENT_BODY_BYTES) return 'too_large'\n",
      '',
    ),
  ),
  limits(
    'references without number',
    edit('events/body.ts', "references > MAX_REFERENCES ? 'too_many_references' : ", ''),
  ),
  limits(
    'a waiting room without walls',
    edit(
      'pipeline/waiting-room.ts',
      'if (charge.events + 1 > MAX_WAITING_EVENTS || bytes > MAX_WAITING_BYTES) return false',
      '',
    ),
  ),
  limits(
    'unheard-of epochs without number',
    edit(
      'pipeline/unknown-epochs.ts',
      'if (charge.events + 1 > MAX_UNKNOWN_EVENTS || epochs > MAX_UNKNOWN_EPOCHS) return false',
      '',
    ),
  ),
  limits(
    'frames of any size',
    edit(
      'transit/frames.ts',
      "      if (frame.length > MAX_FRAME_BYTES) return { ok: false, reason: 'frame_too_large' }\n",
      '',
    ),
  ),
  limits(
    'a link is never too bad',
    edit('transit/link.ts', "++charges >= limits.MAX_CHARGES ? endWithBye('too_many_charges', 'protocol') : []", '[]'),
  ),
  limits(
    'a run of any length',
    edit('sync/session.ts', "    if (message.flight >= MAX_FLIGHTS) return this.abort('flights')\n", ''),
  ),
  limits(
    'junk without end',
    edit(
      'sync/session.ts',
      "return this.#dropped < MAX_DROPPED ? NOTHING_TO_DO : this.abort('dropped')",
      'return NOTHING_TO_DO',
    ),
  ),
]
