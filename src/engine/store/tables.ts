/**
 * What happened, and what waits on what. These tables are written by `store/` alone; the scoped
 * handles exist so that queries may read them.
 *
 * `log` is the `recorded` log of every identity: which identity recorded which event when, with the
 * bytes exactly as received. Device-wide tables (`identity`, `command_result`, `unpurged`) have no `recorded_by`.
 */

import { table } from '../db/table.ts'

/** `plane`: 0 local, 1 control and sealed state, 2 content. `form`: 1 whole, 2 husk (as on the wire). */
export const log = table('log', {
  event_id: 'id',
  position: 'integer',
  recorded_at: 'integer',
  plane: 'integer',
  kind: 'integer',
  author: 'id',
  seq: 'integer',
  created_at: 'integer',
  form: 'integer',
  state: 'text',
  reason: 'text',
  type: 'text',
  bytes: 'blob',
})

/**
 * What a waiting event waits for: the first thing it misses, or each thing that may end one wait. By its
 * `position` in the log, so that a history waiting for one event lies side by side.
 */
export const blocked = table('blocked', { event_id: 'id', missing: 'text', position: 'integer' })

/** Which valid event makes which device whose: the root, a `user`, a link from another device. */
export const device = table(
  'device',
  { event_id: 'id', peer_id: 'id', person_id: 'id' },
  { indexes: [['peer_id'], ['person_id']] },
)

/**
 * Which valid event makes which person a member of which group; their devices are members with them. The
 * network's id stands for the community itself.
 */
export const membership = table(
  'membership',
  { event_id: 'id', person_id: 'id', group_id: 'id' },
  { key: ['group_id', 'person_id'], indexes: [['person_id', 'group_id']] },
)

/** What accepted links stand for until it arrives, and the local event that says what is known of it. */
export const vouch = table(
  'vouch',
  { event_id: 'id', target_id: 'id' },
  { key: ['target_id'], indexes: [['target_id']] },
)

/** What the authority fold reads: one row for each valid control event with power. `act` is JSON. */
export const controlAct = table('control_act', { event_id: 'id', author: 'id', created_at: 'integer', act: 'text' })

/**
 * What the authority fold says: the devices that are members now, whose, by which event, with which rank
 * (see `authority/effective.ts`). Rewritten whole when the fold changes.
 */
export const standing = table(
  'standing',
  { event_id: 'id', peer_id: 'id', person_id: 'id', rank: 'integer', since: 'integer' },
  { indexes: [['peer_id'], ['person_id']] },
)

/** Which valid event wants which body erased, and in whose name; `right_id` is empty for one's own. */
export const erasureClaim = table(
  'erasure_claim',
  { event_id: 'id', target_id: 'id', person_id: 'id', right_id: 'id' },
  { key: ['target_id'], indexes: [['target_id'], ['person_id']] },
)

/** For claims by right: the epochs whose messages they may speak of, and the groups of those. */
export const erasureScope = table(
  'erasure_scope',
  { event_id: 'id', epoch_id: 'id', group_id: 'id' },
  { key: ['epoch_id'] },
)

/** Deletions by right that have effect, and the rank of the right each is made under. */
export const erasureRight = table('erasure_right', { event_id: 'id', rank: 'integer' })

/** Deletions by right that were made when their author's time in the group was over: of it they take nothing. */
export const lateErasure = table('late_erasure', { event_id: 'id', group_id: 'id' }, { key: ['group_id'] })

/** Husks that no effective claim and no cut explains: their bodies are wanted. */
export const gap = table('gap', { event_id: 'id' })

/** Grants that confer a rank now. */
export const heldGrant = table(
  'held_grant',
  { event_id: 'id', person_id: 'id', rank: 'integer' },
  { indexes: [['person_id']] },
)

/** What the fold says of each link: `open`, `closed` or `void`; `revoked` 1 when an admin ended it. */
export const inviteState = table('invite_state', { event_id: 'id', state: 'text', revoked: 'integer' })

/**
 * How much counts of a device that is no longer a member: `count` events of a plane (1 or 2), for each
 * removal in force. What lies beyond has no effect and is not shown. A device that never was one has no row.
 */
export const cut = table(
  'cut',
  { event_id: 'id', peer_id: 'id', plane: 'integer', count: 'integer' },
  { key: ['peer_id', 'plane'], indexes: [['peer_id', 'plane']] },
)

/**
 * Events of a cut device, within the cut, that are not known to be of the chain it ends: they have no effect and are not
 * shown. `is_proven` 1: that place of the chain is known to be of another event.
 */
export const offChain = table('off_chain', { event_id: 'id', is_proven: 'integer' })

/** Each time somebody was in a group that has people of its own (`add_id`, their place), and what ended it. */
export const groupEnd = table('group_end', { event_id: 'id', add_id: 'id' }, { key: ['add_id'], indexes: [['add_id']] })

/** As `cut`, of content alone, for each removal in force from a group that has people of its own. */
export const groupCut = table(
  'group_cut',
  { event_id: 'id', group_id: 'id', peer_id: 'id', count: 'integer' },
  { key: ['peer_id'], indexes: [['peer_id', 'group_id']] },
)

/** As `off_chain`, for each removal in force from a group (`event_id`). */
export const groupOffChain = table(
  'group_off_chain',
  { event_id: 'id', off_id: 'id' },
  { key: ['off_id'], indexes: [['off_id']] },
)

/** Valid acts that have no effect: taken away by others, or by nobody who may. */
export const voidAct = table('void_act', { event_id: 'id' })

/** Who is in the groups that have people of their own: by what, who. The group of everybody has all who stand. */
export const groupStanding = table(
  'group_standing',
  { event_id: 'id', person_id: 'id', group_id: 'id' },
  { key: ['person_id'], indexes: [['group_id', 'person_id']] },
)

/**
 * The newest receipt of each device (`event_id` is the device): which stretch of which author's content
 * chain it holds durably. Shown, never an input to validity.
 */
export const have = table(
  'have_ephemeral',
  { event_id: 'id', author: 'id', first_seq: 'integer', last_seq: 'integer', said_at: 'integer' },
  { key: ['author', 'first_seq'], indexes: [['author']] },
)

/** What this device (`event_id`) says its newest receipt was made at: those that come after it are newer, whatever the clock. */
export const receiptSaid = table('receipt_said_ephemeral', { event_id: 'id', at: 'integer' })

/** When a device was last connected to this one (`event_id` is the device). */
export const seen = table('seen_ephemeral', { event_id: 'id', at: 'integer' })

/** When a member was first known to have an own published prekey (`event_id` is the publication). */
export const prekeyKnown = table('prekey_known_ephemeral', { event_id: 'id', at: 'integer' })

/** The lobby this device (`event_id`) keeps open for another of its person, and how many newcomers it has seen. */
export const deviceLobby = table('device_lobby_ephemeral', {
  event_id: 'id',
  lobby_key: 'blob',
  expires_at: 'integer',
  newcomers: 'integer',
})

/** A device (`event_id`) that was linked here and has not been met since where members meet: the lobby it may still knock at. */
export const linkedLobby = table('linked_lobby_ephemeral', { event_id: 'id', lobby_key: 'blob' })

/**
 * The device met in a lobby (`event_id`), and the digits both ends show, empty until they are known.
 * `consent`: a new device's signature, held by the existing one. `is_refused`: 1 on a new device that was.
 */
export const introduction = table('introduction_ephemeral', {
  event_id: 'id',
  digits: 'text',
  consent: 'blob',
  is_refused: 'integer',
})
/** Wraps (`event_id` gave them) whose recipient has said that they do not open: they count as never made. */
export const wrapRefused = table(
  'wrap_refused_ephemeral',
  { event_id: 'id', epoch_id: 'id', recipient: 'id' },
  { key: ['epoch_id', 'recipient'], indexes: [['recipient', 'epoch_id']] },
)

/** When this device last asked for the key of an epoch (`event_id`), and how often. */
export const keyAsked = table('key_asked_ephemeral', { event_id: 'id', at: 'integer', times: 'integer' })

/** Content that is kept as husks alone, because its author wrote more than is kept of one: no gaps. */
export const declined = table('declined_ephemeral', { event_id: 'id', author: 'id' }, { indexes: [['author']] })

/** How many bytes of an author's content (`event_id` is the author) are kept; `is_lifted` 1: however many there are. */
export const authorVolume = table('author_volume_ephemeral', { event_id: 'id', bytes: 'integer', is_lifted: 'integer' })

/** What is begun and not posted in a channel (`event_id`). Of this device alone. */
export const draft = table('draft_ephemeral', { event_id: 'id', text: 'text' })

/** Tables whose SQL the handles above generate. */
export const STORE_TABLES = [
  device,
  membership,
  vouch,
  controlAct,
  standing,
  erasureClaim,
  erasureScope,
  gap,
  have,
  receiptSaid,
  seen,
  prekeyKnown,
  deviceLobby,
  linkedLobby,
  introduction,
  wrapRefused,
  keyAsked,
  erasureRight,
  lateErasure,
  heldGrant,
  inviteState,
  cut,
  offChain,
  groupEnd,
  groupCut,
  groupOffChain,
  voidAct,
  groupStanding,
  declined,
  authorVolume,
  draft,
] as const

export const STORE_SQL = `
CREATE TABLE identity (
  identity INTEGER PRIMARY KEY AUTOINCREMENT, -- the number of one that left is never another's
  peer_id TEXT NOT NULL UNIQUE,
  network_id TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
CREATE TABLE command_result (
  command_id TEXT PRIMARY KEY,
  identity INTEGER NOT NULL,
  result TEXT NOT NULL,
  at INTEGER NOT NULL
) WITHOUT ROWID, STRICT;
CREATE INDEX command_result_by_at ON command_result (at);
CREATE INDEX command_result_by_identity ON command_result (identity);
CREATE TABLE unpurged (one INTEGER PRIMARY KEY CHECK (one = 1)) STRICT; -- a row: the files hold what was erased
CREATE TABLE log (
  position INTEGER PRIMARY KEY,
  recorded_by INTEGER NOT NULL,
  event_id TEXT NOT NULL,
  recorded_at INTEGER NOT NULL,
  plane INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  author TEXT NOT NULL,
  seq INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  form INTEGER NOT NULL,
  state TEXT NOT NULL,
  reason TEXT NOT NULL,
  type TEXT NOT NULL,
  bytes BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX log_by_event ON log (recorded_by, event_id, plane, created_at);
CREATE INDEX log_by_chain ON log (recorded_by, author, plane, seq);
CREATE TABLE blocked (
  recorded_by INTEGER NOT NULL,
  missing TEXT NOT NULL,
  position INTEGER NOT NULL,
  event_id TEXT NOT NULL,
  PRIMARY KEY (recorded_by, missing, position)
) WITHOUT ROWID, STRICT;
CREATE INDEX blocked_by_position ON blocked (recorded_by, position);
CREATE TABLE ready (
  recorded_by INTEGER NOT NULL,
  position INTEGER NOT NULL,
  PRIMARY KEY (recorded_by, position)
) WITHOUT ROWID, STRICT;
`
