/**
 * Which behaviour is shown where. A clause is shown by tests, each named by its file and its exact
 * title, or it waits for a later part by name. `coverage.test.ts` keeps this true.
 */

/** The parts still to come. */
export type LaterPart = 'edits' | 'files'

export interface Shown {
  readonly clause: string
  /** `file: title`. */
  readonly by: readonly string[]
}

export interface Waits {
  readonly clause: string
  readonly waitsFor: LaterPart
}

const FIRST = 'src/scenarios/first-community.test.ts'
const ORDER = 'src/scenarios/order.test.ts'
const EVERY_ORDER = 'src/scenarios/every-order.model.test.ts'
const WAITING = 'src/scenarios/waiting.test.ts'
const KEYS = 'src/scenarios/missing-keys.test.ts'
const LYING = 'src/scenarios/lying-links.test.ts'
const PREKEYS = 'src/scenarios/prekeys.test.ts'
const REMOVAL_KEYS = 'src/scenarios/removal-keys.test.ts'
const GROUPS = 'src/scenarios/groups.test.ts'
const HISTORIES = 'src/scenarios/key-histories.model.test.ts'
const REVOCATION = 'src/scenarios/revocation.test.ts'
const LOST_DEVICES = 'src/scenarios/malicious-devices.test.ts'
const REMOVED_ADMINS = 'src/scenarios/malicious-admins.test.ts'
const PREKEYS_GROUPS = 'src/scenarios/prekeys-groups.test.ts'
const CRASH_DEVICES = 'src/testing/crash-devices.test.ts'
const CRASH_KEYS = 'src/testing/crash-keys.test.ts'
/** Run by the files of acts beside it. */
const CRASH_ACTS = 'src/testing/crash-acts.ts'
const REPAIR = 'src/scenarios/repair.test.ts'
const ADMINS = 'src/scenarios/admins.test.ts'
const AT_ONCE = 'src/scenarios/at-once.test.ts'
const REMOVAL = 'src/scenarios/removal.test.ts'
const HOSTILE = 'src/scenarios/hostile-members.test.ts'
const TOLD = 'src/scenarios/removed-told.test.ts'
const MALFORMED = 'src/scenarios/malformed.test.ts'
const IDENTITIES = 'src/scenarios/identities.test.ts'
const DRAFTS = 'src/scenarios/drafts.test.ts'
const LEAVING = 'src/scenarios/leaving.test.ts'
const DEVICES = 'src/scenarios/devices.test.ts'
const FORKS = 'src/scenarios/forks.test.ts'
const MEETING = 'src/scenarios/meeting.test.ts'
const JOINING = 'src/scenarios/joining.test.ts'
const TOGETHER = 'src/scenarios/together.test.ts'
const PAIRS = 'src/engine/sync/session.pairs.test.ts'
const CROWD = 'src/scenarios/crowd.test.ts'
const FILLING = 'src/scenarios/filling.test.ts'
const BLOOM = 'src/engine/sync/bloom.test.ts'
const SESSION = 'src/engine/sync/session.test.ts'
const PUSH = 'src/scenarios/push.test.ts'
const FLOODS = 'src/scenarios/malicious-floods.test.ts'
const LIMITS = 'src/scenarios/limits.test.ts'
const OUT = 'src/scenarios/out-budget.test.ts'
const EVENTS = 'src/scenarios/malicious-events.test.ts'
const LINKS = 'src/scenarios/malicious-links.test.ts'
const DELETION = 'src/scenarios/deletion.test.ts'
const DELETION_HOSTILE = 'src/scenarios/deletion-hostile.test.ts'
const DELETION_AUTHORITY = 'src/scenarios/deletion-authority.test.ts'
const DELETED_TOGETHER = 'src/scenarios/deletion-together.test.ts'
const CRASH = 'src/testing/crash.test.ts'
const BROWSER_CRASH = 'e2e/crash.spec.ts'
const THREE = 'e2e/three-browsers.spec.ts'
const BROWSER_ENGINE = 'e2e/engine.spec.ts'
const GOLDEN = 'src/testing/golden/golden.test.ts'

export const coverage: Readonly<Record<number, readonly (Shown | Waits)[]>> = {
  1: [
    {
      clause: 'one person, a fresh profile, everything there after reopening',
      by: [
        `${FIRST}: one person creates a community, posts, and finds all of it again after a reload`,
        'e2e/ui.spec.ts: what was written is there in the same order after the browser was closed',
      ],
    },
  ],
  2: [
    {
      clause: 'rebuilt from the log, every list is identical',
      by: [`${FIRST}: every list is identical after all projected tables are rebuilt from the log`],
    },
    {
      clause: 'after prekeys rotated and old secrets were deleted',
      by: [
        `${PREKEYS}: a secret is forgotten 90 days after others have its successor, the first never, and all that was read stays`,
      ],
    },
  ],
  3: [
    {
      clause: 'every stored event again, one to five times, in random order',
      by: [`${FIRST}: every stored event delivered again, one to five times in random order, changes nothing`],
    },
  ],
  4: [
    {
      clause: 'all permutations up to 8 events, a thousand random orders, reversed; key shares, sealed to others',
      by: [
        `${EVERY_ORDER}: a join and all it rests on lead to one state in every order at the founder`,
        `${EVERY_ORDER}: keys, shares and what they open lead to one state in every order`,
        `${EVERY_ORDER}: twenty events of three people lead to one state in a thousand random orders`,
        `${ORDER}: nine days of talk among three are the same in ten random orders`,
        `${ORDER}: three people who exchange everything by hand see the same`,
      ],
    },
    {
      clause: 'deletions and husks',
      by: [`${EVERY_ORDER}: messages, husks and deletions lead to one state in every order`],
    },
    {
      clause: 'removals',
      by: [
        'src/engine/authority/effective.test.ts: the result does not depend on their order',
        `${AT_ONCE}: two admins of one rank who remove each other both stay, wherever it is looked at`,
      ],
    },
    { clause: 'edits', waitsFor: 'edits' },
  ],
  5: [
    {
      clause: 'the same bytes have the same id; no key under a wrong id',
      by: [
        `${ORDER}: an event is the same on every device, and its bytes are kept as they came`,
        `${KEYS}: a wrap of another key than its epoch commits to is no key`,
        `${LYING}: after a link that lied the true key opens everything, and the link is shown as broken`,
        `${LYING}: the lie, the epoch, the true key and what each would open lead to one state in every order`,
      ],
    },
  ],
  6: [
    {
      clause: 'missing dependencies, 1,000 deep and 10,000 reversed',
      by: [
        `${WAITING}: a chain a thousand deep opens when its first event arrives last`,
        `${WAITING}: ten thousand messages of known members, delivered in reverse before their channel, all open`,
      ],
    },
  ],
  7: [
    {
      clause: 'a message under a key not held is kept, passed on, readable in either order',
      by: [
        `${KEYS}: a message under a key not held waits, and is readable when the key arrives after it`,
        `${KEYS}: a message that its carrier cannot read is passed on to who can`,
        `${KEYS}: messages that never open slow nothing and hide nothing`,
      ],
    },
  ],
  8: [
    {
      clause: 'bad signature, wrong author, a right that does not confer',
      by: [
        `${HOSTILE}: one changed bit anywhere in an event makes it nothing, and the true one still arrives`,
        `${HOSTILE}: rights that do not confer the act make no channel, no name, no invite and no closing`,
        `${EVENTS}: what depends on a rejected event is rejected with it, whichever comes first`,
      ],
    },
  ],
  9: [
    {
      clause: 'malformed bytes inside a batch; unknown types parked',
      by: [
        `${MALFORMED}: malformed bytes inside a batch are counted by reason, and the good among them arrive`,
        `${MALFORMED}: an event of an unknown type waits unseen, is passed on, and comes alive in a build that knows it`,
        `${BROWSER_ENGINE}: in a browser too, malformed bytes inside a batch are counted by reason, and the good among them arrive`,
      ],
    },
  ],
  10: [
    {
      clause: 'killed at any statement',
      by: [
        `${CRASH}: a received batch leaves all or nothing, and delivering it again completes it`,
        `${CRASH}: a received deletion leaves all or nothing, and delivering it again completes it`,
        `${ORDER}: an application killed while a thousand events are released answers at once when opened, and goes on`,
      ],
    },
    {
      clause: 'the worker, the page or the browser killed during an ingest; resumed',
      by: [
        `${BROWSER_CRASH}: a worker terminated during an ingest opens whole, resumes and loses nothing acknowledged`,
        `${BROWSER_CRASH}: a page that crashes during an ingest opens whole, resumes and loses nothing acknowledged`,
        `${BROWSER_CRASH}: a browser killed during an ingest opens whole, resumes and loses nothing acknowledged`,
        `${BROWSER_CRASH}: a worker terminated while ten thousand events are released goes on releasing them`,
        `${BROWSER_CRASH}: a page that crashes while ten thousand events are released goes on releasing them`,
        `${BROWSER_CRASH}: a browser killed while ten thousand events are released goes on releasing them`,
      ],
    },
  ],
  11: [
    {
      clause: 'no key and no local-only event in any traffic',
      by: [
        'e2e/canary.spec.ts: no name, no text and no secret key is in what relay, host and data channels carried',
        `${EVENTS}: what never travels is nothing when it comes over a link`,
      ],
    },
  ],
  12: [
    {
      clause: 'three identities in one profile, two in one community',
      by: [
        `${IDENTITIES}: three identities in one profile, two of them in one community, see only what each recorded`,
        `${IDENTITIES}: what one identity receives is recorded for it alone`,
        `${IDENTITIES}: a query or command that names no identity, or one that is not here, is refused`,
        `${BROWSER_ENGINE}: in a browser too, three identities in one profile, two in one community, see only what each recorded`,
      ],
    },
  ],
  13: [
    {
      clause: 'two identities of one community talk like strangers',
      by: [`${IDENTITIES}: two identities of one community in one profile talk like strangers`],
    },
    {
      clause: 'one deleting or leaving never changes the other',
      by: [
        `${LEAVING}: one of two identities of a community leaves, and the other has not changed`,
        'src/scenarios/isolation.test.ts: nothing an identity can be asked tells whether one of another community beside it has left',
      ],
    },
  ],
  14: [
    {
      clause: 'a valid link; two joiners at once; a join cut off',
      by: [
        `${MEETING}: a joiner is admitted by the inviter and both talk`,
        `${MEETING}: two who join at once by one link both end as members`,
        `${JOINING}: a join cut off half-way and reloaded ends as exactly one member`,
      ],
    },
  ],
  15: [
    {
      clause: 'every broken, expired, revoked or used-up link says which',
      by: [
        'e2e/links.spec.ts: every broken link is told apart on the spot, and nothing is joined',
        `${MEETING}: a link used up while members are connected admits nobody else, and says so`,
        'src/scenarios/refused.test.ts: a link that members have used up while the inviter was away says so',
        'src/scenarios/refused.test.ts: who came by a link of somebody who was no admin any more is told so, though nobody ended the link',
        `${JOINING}: a late join on a link that was ended is void, whatever it is dated, and evicts nobody`,
      ],
    },
  ],
  16: [
    {
      clause: 'crafted joins are refused by every member',
      by: [
        `${JOINING}: a crafted join without an invite admits nobody`,
        `${JOINING}: a stranger who signs a root of their own founds nothing here`,
        `${JOINING}: an invite by a member without the right admits nobody`,
      ],
    },
  ],
  17: [
    {
      clause: 'a recorded proof, replayed',
      by: [
        `${JOINING}: a proof admits only the key it was made for`,
        `${JOINING}: a proof for one community opens no other`,
        `${JOINING}: one proof used again and again by its owner is one member and one use`,
      ],
    },
  ],
  18: [
    {
      clause: 'another member admits; nobody online: waits visibly, completes by itself',
      by: [
        `${MEETING}: with the inviter away another member admits the joiner, and shares every key`,
        `${MEETING}: with nobody online a joiner writes and waits visibly, and the join completes by itself when a member comes`,
        'e2e/join.spec.ts: a third member admits a newcomer while the browser of the one who invited is closed',
      ],
    },
  ],
  19: [
    {
      clause: 'sets converge over lossy networks and partitions',
      by: [
        `${TOGETHER}: over links whose frames are really lost, repeated and reordered, everybody ends with everything`,
        `${TOGETHER}: two halves that talked apart for an hour are one conversation when they meet`,
        `${CROWD}: eight on bad lines, halved for a while, a liar and staller among them, end with everything`,
        'e2e/two-browsers-resync.spec.ts: one message missing of two thousand costs at most 21 events and 8 kB',
        `${THREE}: three who each wrote alone come to one list, and a message needs no heartbeat to reach the others`,
      ],
    },
    {
      clause: 'several members bring one history once',
      by: [
        `${FILLING}: a history that three could bring comes once`,
        `${FILLING}: who was away with three to come back to hears what they missed once`,
        `${FILLING}: when the one who brings a history is cut off, another brings the rest`,
      ],
    },
    {
      clause: 'sizes to 100,000',
      by: [`${PAIRS}: bring fifty pairs of 100,000 to their union, from no difference to a tenth`],
    },
  ],
  20: [
    {
      clause: 'equal sets exchange no event and show as synced',
      by: [
        `${TOGETHER}: two who know the same and meet again exchange no event and say they are in step`,
        'e2e/two-browsers-resync.spec.ts: two who hold the same exchange no event, and with two thousand messages no more bytes than with ten',
      ],
    },
  ],
  21: [
    {
      clause: 'the rate as measured, and none is for ever',
      by: [
        `${BLOOM}: of %d items is wrong about at most 0.5 % of other ids`,
        `${BLOOM}: of the next flight is wrong about other ids: a false positive lasts no longer than the theory says`,
        `${SESSION}: get past false positives, each flight being a new draw, when filters are far too small`,
      ],
    },
  ],
  22: [
    {
      clause: 'a message is on the other screen without waiting for any period',
      by: [
        `${TOGETHER}: a message is on the other screen within the time a frame takes`,
        `${THREE}: three who each wrote alone come to one list, and a message needs no heartbeat to reach the others`,
      ],
    },
    {
      clause: 'and does not come many times over, nor later when links die',
      by: [
        `${PUSH}: ten who are all connected hear each message once, and a tenth of them again`,
        `${PUSH}: a member who leaves without a word holds nobody up for longer than a pull takes`,
      ],
    },
  ],
  23: [
    {
      clause: 'floods, junk and giant claims stay bounded, others are served',
      by: [
        `${LINKS}: runs without end, giant counts and filters of ones are cut off, and the others stay in step`,
        `${FLOODS}: fifty bad frames close the link, and ten megabytes of them cost no more`,
        `${PUSH}: announcements and pulls without end cost their own link alone`,
        `${PUSH}: a message overtakes the history that is on its way over a slow link`,
        `${FILLING}: one who promises a history without end and brings nothing keeps nobody from the others for long`,
        `${FILLING}: of one liar among three, who claims 2^40 events, the count to come tells a thousand once, and the honest ones as they are`,
        `${LINKS}: however many receipts a device signs, one in two seconds goes on, and the newest last`,
        `${OUT}: who asks for everything again and again is given it so often in a day, over all links; what is new, and the others, wait for nothing`,
        `${LIMITS}: of a member who floods so much is kept and no more, over any link; the others go on, also after a restart`,
        `${LIMITS}: devices that keep different parts of what one wrote end their runs in step, and a joiner with them`,
        'e2e/waiting.spec.ts: who sent too much is said to, with how many messages are not kept; they come when wanted after all',
        `${LIMITS}: no flood hides a removal: an admin’s has effect beyond any limit, and stays when the admin is removed`,
      ],
    },
  ],
  24: [
    {
      clause: 'Alice and Carol converge through Bob',
      by: [
        `${TOGETHER}: two who never connect converge through a third`,
        `${THREE}: two who can never connect have the same through a third, who cannot read all of it`,
      ],
    },
  ],
  25: [
    {
      clause: 'newest first with a long history, and how many are to come',
      by: [`${FILLING}: who joins a long history reads the newest first, and how many are still to come`],
    },
    {
      clause: 'in a browser too, whose window is never blocked for 50 ms',
      by: [
        'e2e/long-history.spec.ts: who joins ten thousand messages reads the newest first, and how many are to come, and the window is never held up',
      ],
    },
  ],
  26: [
    {
      clause: 'nothing shows under another name; unknown names show as unknown',
      by: [
        `${HOSTILE}: a message shows under its signer, who is unknown until their name arrives`,
        `${HOSTILE}: what somebody sealed cannot be said again under another name`,
      ],
    },
  ],
  27: [
    {
      clause: 'only the founder invites and makes public channels',
      by: [`${HOSTILE}: rights that do not confer the act make no channel, no name, no invite and no closing`],
    },
    {
      clause: 'grants, demotions and removals go by rank; a chained grant works',
      by: [
        `${ADMINS}: an admin made by the founder invites, makes channels and another admin; a member may none of it`,
        `${ADMINS}: what one may do about whom is said of each, and holds`,
        `${ADMINS}: a co-founder is the equal of the founder, whom only they themselves undo`,
        `${REVOCATION}: of an admin whose right is taken back the links, people and admins of before stay, those of after are nobody’s`,
        `${REVOCATION}: who steps down keeps what they did; a co-founder is undone by nobody but themselves`,
        `${REVOCATION}: a chained grant, what it permits and its taking back come to one state in every order`,
      ],
    },
  ],
  28: [
    {
      clause: 'author or out-ranking admin; others are ignored, whichever comes first',
      by: [
        `${DELETION}: a message deleted by its author is gone from every screen and every file`,
        `${DELETION}: an admin deletes what a member wrote, and a member nothing of others`,
        `${DELETION}: what others claim to delete stays, whichever comes first, and so does what is no message`,
        `${DELETION}: whoever gets the deletion first never shows the message, nor keeps it`,
        `${DELETED_TOGETHER}: a deletion is on the other screens within the time a frame takes, and the text in no file`,
        `${DELETED_TOGETHER}: who was away while a message was deleted loses it on coming back, and brings it back to nobody`,
        'e2e/deletion.spec.ts: what is deleted for everyone vanishes from both screens and from both disks',
        'e2e/deletion.spec.ts: an admin deletes what others said, others only their own; several at once, by keyboard alone',
      ],
    },
    {
      clause: 'a husk nobody explains is a gap, filled by who has the body',
      by: [
        `${DELETION}: a husk that comes before its deletion is wanted, until the deletion explains it`,
        `${DELETED_TOGETHER}: a body is brought by any member who has it, when its author is gone`,
      ],
    },
    {
      clause: 'forged memberships and rights, other groups, copies, replays and equals delete nothing',
      by: [
        `${DELETION_HOSTILE}: under another’s membership, another’s right or a copied body nothing is deleted`,
        `${DELETION_HOSTILE}: an admin’s deletion is of messages in the groups it names, and of no others`,
        `${DELETION_HOSTILE}: a deletion that comes again takes nothing more, and none is taken from another community`,
        `${DELETION_AUTHORITY}: an admin’s own software deletes nothing of an equal, nor of who stands above`,
      ],
    },
    {
      clause: 'bodies follow authority: cuts take them, deletions beyond a cut or a right give them back',
      by: [
        `${DELETION_AUTHORITY}: what somebody says beyond the cut of their removal is gone everywhere, what they said before stays`,
        `${DELETION_AUTHORITY}: a deletion beyond the cut of its author’s removal takes nothing, and gives back what it took`,
        `${DELETION_AUTHORITY}: an admin’s deletions count as far as the grant did, and take nothing of an equal`,
      ],
    },
    {
      clause: 'what was begun and not posted is in no file once it is thrown away',
      by: [
        `${DRAFTS}: what is begun is kept over a restart and for its identity alone; thrown away it is in no file`,
        'e2e/deletion.spec.ts: what was begun and thrown away, or posted and deleted, is in no file of the browser',
      ],
    },
    { clause: 'the index, files and reactions go with the message', waitsFor: 'files' },
  ],
  29: [
    {
      clause: 'gone from every list, the remover away; earlier messages stay, later ones are not shown',
      by: [
        `${REMOVAL}: who is removed is gone from every list, though the remover is away; what they had said stays, what they say later is not shown`,
      ],
    },
    {
      clause: 'open links end; a join they had not named waits for an admin',
      by: [
        `${REMOVAL}: a removal ends every open link; a join it had not seen waits for an admin to admit it`,
        `${REMOVAL}: who came by a link of somebody who was no admin any more waits for an admin to admit them`,
        'src/scenarios/refused.test.ts: who lost the first link before anybody gave them a key finds the others, however long ago and under however many keys',
        'src/scenarios/refused.test.ts: who was told that their link had ended hears of it when they are let in, however long ago and under however many keys',
        'e2e/members.spec.ts: who came by a link while it was being ended elsewhere is shown to the admin, who lets them in',
        'e2e/members.spec.ts: who came by a link of somebody who was no admin any more is shown to the admin, who lets them in',
        `${REMOVAL}: whoever came by a link is named when a removal ends it, however many they are`,
      ],
    },
    {
      clause: 'refused with the removal, here or on coming back, the remover being away; nothing new reaches them',
      by: [
        `${TOLD}: who was removed while away is told by a member on coming back, the remover being gone, and receives nothing new`,
        'e2e/members.spec.ts: who is removed is told so at once, keeps what they have, and reads nothing new',
        'e2e/members.spec.ts: who was away when removed is told on coming back, and what they wrote meanwhile reaches nobody',
      ],
    },
  ],
  30: [
    {
      clause: 'after a removal new messages use a key the removed cannot obtain with all they stored',
      by: [
        `${REMOVAL_KEYS}: what is written once a removal is known opens with nothing the removed had; all who remain read on`,
        `${REMOVAL_KEYS}: an epoch by who was removed is written under by nobody, whatever it claims to exclude`,
        `${REMOVAL_KEYS}: an epoch that claims to exclude whom it is wrapped to is not written under`,
        `${REMOVAL_KEYS}: a key that a member has given away to who was removed is written under no more`,
        `${HISTORIES}: whoever is in a channel reads all of it, and whoever was known to be out of it nothing: history \${seed}`,
      ],
    },
    {
      clause: 'nobody rekeys but who writes, removes or ends a link; all who remain read on',
      by: [
        `${REMOVAL}: a link that is closed takes the key it carried with it, at once`,
        `${REMOVAL_KEYS}: somebody who does not know of a removal writes on, and makes no epoch because others know`,
      ],
    },
  ],
  31: [
    {
      clause: 'equals who remove each other both stay',
      by: [`${AT_ONCE}: two admins of one rank who remove each other both stay, wherever it is looked at`],
    },
    {
      clause: 'a removal races a grant, an invite, a channel and a removal by the removed',
      by: [
        `${AT_ONCE}: what an admin does who does not know of their removal gives nobody anything, and takes nothing`,
        `${AT_ONCE}: an admin who is demoted meanwhile keeps what they did before, and nothing after`,
      ],
    },
    {
      clause: 'a grant arrives after what it permits',
      by: [
        `${AT_ONCE}: a grant that comes after what it permits is worth the same`,
        `${REVOCATION}: a chained grant, what it permits and its taking back come to one state in every order`,
      ],
    },
    {
      clause: 'back-dated acts of the removed, relayed by an accomplice',
      by: [
        `${REMOVED_ADMINS}: an admin who was removed does nothing any more, however he dates it and whoever brings it`,
        `${REMOVED_ADMINS}: an admin races their own removal, and it ends the same in every order`,
        `${LOST_DEVICES}: what a removed device signs afterwards is nothing, however it is dated: no device, name, word or deletion`,
      ],
    },
  ],
  32: [
    {
      clause: 'text, name and people of a private channel are unreadable to others, and no query shows them',
      by: [
        `${GROUPS}: a private channel is read by its people, and nobody else sees its name, its text or its people`,
        `${GROUPS}: outsiders add nobody, make no key of it and take nobody out`,
        'e2e/groups.spec.ts: a private channel is seen by its people alone, and who is added reads it from its beginning',
        'e2e/groups.spec.ts: a conversation is called by whom one talks to, and a third sees nothing of it',
      ],
    },
    {
      clause: 'an added member gets the whole history',
      by: [
        `${GROUPS}: who is added gets the whole history, whoever wrote it under whichever key`,
        `${GROUPS}: a device linked later has every private channel of its person, and one added while away is told on coming back`,
      ],
    },
    {
      clause: 'who is taken out or leaves reads nothing new',
      by: [
        `${GROUPS}: who is taken out reads nothing new with all they have, and what they write later is not shown`,
        `${GROUPS}: who leaves is gone from it for all; the next to write makes a key of their own`,
        'e2e/groups.spec.ts: who is taken out of a private channel or leaves it is told, writes nothing there, and sees nothing new',
      ],
    },
    {
      clause: 'conversations',
      by: [
        `${GROUPS}: a conversation is opened once, from either side, and nobody is added to it`,
        `${GROUPS}: a conversation opened from both sides at once is one, on both sides the same`,
      ],
    },
  ],
  33: [
    {
      clause: 'removed alone, by its person or an admin; the person stays',
      by: [`${REMOVAL}: one device of a person is removed, by them or by an admin; the person stays`],
    },
    {
      clause: 'a second device gets earlier and later messages, and posts as its person',
      by: [
        `${DEVICES}: a second device of a person gets what was said before and after, and posts as that person`,
        `${DEVICES}: a device whose link broke before it had a key is given the keys a day later, whatever it did meanwhile`,
      ],
    },
    {
      clause: 'a device that runs from an older or second copy loses nothing, and goes on as another one',
      by: [
        `${FORKS}: a device rolled back gets what it had said from others, and goes on where it was`,
        `${FORKS}: a first device rolled back and written to goes on as a new one by the recovery key, and says so`,
        `${FORKS}: a linked device that forked writes nothing more, and is linked again from another one`,
        'e2e/devices.spec.ts: a browser set back to an older copy of itself goes on as a new device of the same person, and says so',
      ],
    },
    {
      clause: 'nobody but the device that was meant is linked, and none is stranded half-way',
      by: [
        `${DEVICES}: a new device that is refused is told so and knocks no more; the code is of no use any more`,
        `${DEVICES}: a lobby is answered for ten minutes and not longer`,
        `${DEVICES}: whoever read the code along is shown other digits, and keeps nobody out for long`,
        `${DEVICES}: a confirmation names the device whose digits were compared, and no other is linked by it`,
      ],
    },
    {
      clause: 'devices are listed, and a safety number names them',
      by: [`${DEVICES}: a person sees which devices they have, and both sides of a safety number see the same one`],
    },
    {
      clause: 'has its person’s rights and groups, below the device it was linked through',
      by: [
        `${GROUPS}: a device linked later has every private channel of its person, and one added while away is told on coming back`,
        `${LOST_DEVICES}: a linked device invites and removes as its person does`,
        `${LOST_DEVICES}: a lost device takes away nothing above it, claims nobody, and uses no consent given to another, while it stands`,
        `${LOST_DEVICES}: a device linked through a lost one is its person’s if that was known when the lost one was removed, and is removed by itself`,
      ],
    },
  ],
  34: [
    {
      clause: 'create, invite, renewal: every live device gets a wrap it can open',
      by: [`${KEYS}: a sender renews the epoch after seven days, and everybody reads on`],
    },
    {
      clause: 'rotation and repair: a wrap that is missing or does not open is mended',
      by: [
        `${PREKEYS}: a wrap for a prekey that was replaced meanwhile opens, in any order of arrival`,
        `${REPAIR}: a wrap that does not open is reported, and whoever holds the key mends it, its author being gone`,
        `${REPAIR}: a device restored from a copy reads what is sealed to a prekey it has lost`,
        'e2e/waiting.spec.ts: a message under a missing key opens when a third member comes online, its author being away',
        `${REPAIR}: a member who answers every complaint with garbage delays the repair and does not prevent it`,
      ],
    },
    {
      clause: 'add member, link device',
      by: [
        `${GROUPS}: who is added gets the whole history, whoever wrote it under whichever key`,
        `${GROUPS}: a device linked later has every private channel of its person, and one added while away is told on coming back`,
      ],
    },
  ],
  35: [
    {
      clause: 'altering a projected copy changes nothing after replay',
      by: [`${FIRST}: every list is identical after all projected tables are rebuilt from the log`],
    },
  ],
  36: [
    {
      clause: 'killing at each statement of every multi-event command',
      by: [
        `${CRASH_ACTS}: \${act.name} leaves all or nothing, and its retry acts once`,
        `${CRASH}: a received batch leaves all or nothing, and delivering it again completes it`,
        `${CRASH_DEVICES}: what makes a new device one is recorded whole, and it publishes its prekeys once, also after the kill`,
        `${CRASH_DEVICES}: a fork is gone on from by one new device, whatever killed the old one`,
        `${CRASH_KEYS}: who is asked for a key gives it once more, whatever killed them, and no complaint is lost half-way`,
      ],
    },
  ],
  37: [
    {
      clause: 'a wrap for a prekey rotated since, in any order, through the whole retention window',
      by: [
        `${PREKEYS}: a wrap for a prekey that was replaced meanwhile opens, in any order of arrival`,
        `${PREKEYS}: a secret is forgotten 90 days after others have its successor, the first never, and all that was read stays`,
        `${PREKEYS}: nothing is forgotten while nobody has the successor, however long that is`,
        `${PREKEYS_GROUPS}: what was sealed to a replaced prekey of a private channel opens through the whole window, and later is mended`,
      ],
    },
  ],
  38: [
    {
      clause: 'opening a wrap and releasing what waited is one transaction',
      by: [
        `${CRASH}: a received batch leaves all or nothing, and delivering it again completes it`,
        `${CRASH_KEYS}: who asks for a key asks once, and has key and message or neither, whatever killed them`,
      ],
    },
  ],
  39: [
    {
      clause: 'offline through every rotation',
      by: [
        `${PREKEYS}: who was away through every rotation reads everything on coming back`,
        `${PREKEYS_GROUPS}: who was away through every rotation, or is added meanwhile, reads all of a private channel on coming back`,
      ],
    },
  ],
  40: [
    {
      clause: 'the author of a key is gone, a third member shares it',
      by: [
        `${KEYS}: a joiner gets every earlier key from whoever is there, the author of a key being gone for good`,
        `${REPAIR}: a wrap that does not open is reported, and whoever holds the key mends it, its author being gone`,
        `${REPAIR}: a request is passed on by a member whom the group is none of, who learns nothing, and the answer comes back`,
      ],
    },
    {
      clause: 'what waits says for what, and who could give it',
      by: [
        `${KEYS}: what waits says for which key, who made it and who could give it; so does the health of the keys`,
        `${REPAIR}: a person may ask again, and what is missing is told`,
      ],
    },
    {
      clause: 'a removed device asks: nothing',
      by: [
        `${REMOVAL_KEYS}: who was removed asks for keys and gets none, and who has an epoch without the removal it names gives it to nobody`,
      ],
    },
  ],
  41: [
    {
      clause: 'clocks wrong by a year change nothing about what opens',
      by: [
        `${FIRST}: clocks a year wrong change nothing about what is read, and what is dated ahead is marked`,
        `${PREKEYS_GROUPS}: clocks a year wrong, and one that jumps, keep nobody from what a private channel says`,
      ],
    },
  ],
  42: [
    {
      clause: 'earlier bytes open; newer events are parked; an old tab refuses',
      by: [
        `${GOLDEN}: a golden database opens with everything in it, and replays to what it held`,
        `${MALFORMED}: an event of a newer version, and of a kind that does not exist yet, are parked and never rejected`,
        'e2e/tabs.spec.ts: an old tab beside a newer leader refuses, and never opens the database again',
      ],
    },
  ],
  43: [
    {
      clause: 'order is (time, id) everywhere',
      by: [`${FIRST}: order is the time of writing and then the id, on every device`],
    },
  ],
  44: [
    {
      clause: 'each own message shows on how many devices it is, truly',
      by: [
        `${TOGETHER}: each own message shows on how many devices it is, and never says more`,
        `${FILLING}: whoever is killed in the midst of a history is not said to hold what they lost`,
        'e2e/long-history.spec.ts: of whoever is killed while ten thousand messages arrive nobody was told more than is in their files',
        `${GROUPS}: the mark of a message counts the devices of those who may read it`,
        `${DELETED_TOGETHER}: nobody says they hold a message whose body they lack, and everybody holds what was deleted`,
      ],
    },
  ],
  45: [
    {
      clause: 'leaving removes the identity’s keys, rows and files, and touches no other identity',
      by: [
        `${LEAVING}: of a community that was left no key, row or word remains in any file`,
        `${LEAVING}: one of two identities of a community leaves, and the other has not changed`,
        `${CRASH_ACTS}: \${act.name} leaves all or nothing, and its retry acts once`,
      ],
    },
    {
      clause: 'rejoining under the same name works',
      by: [
        `${LEAVING}: who left is connected to nobody, and comes back under the same name`,
        `${FORKS}: who goes on as a new device and leaves the community has left it, after a reload too`,
        'e2e/leaving.spec.ts: who leaves keeps nothing of the community, what was said stays with the others, and a link leads back',
      ],
    },
  ],
  46: [
    {
      clause: 'nothing is ever interpreted as HTML; long and right-to-left text displays safely',
      by: ['e2e/two-browsers.spec.ts: whatever is said is shown as text, and in its own direction'],
    },
  ],
  47: [{ clause: 'files', waitsFor: 'files' }],
}
