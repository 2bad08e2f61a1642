/**
 * Every word of the interface except the errors', in English. One typed dictionary: another language
 * is another object of the same type. Rules: the truth in plain words, never "sent", no exclamation.
 */

import { counted, formatCount, formatList } from './format.ts'

export const strings = {
  app: 'Sotto',
  close: 'Close',
  cancel: 'Cancel',
  back: 'Back',
  copy: 'Copy',
  copied: 'Copied',
  reload: 'Reload',
  copyDetails: 'Copy details',
  opening: 'Opening what is stored on this device…',
  skipToComposer: 'Skip to writing',
  unknownPerson: 'Unknown member',
  unknownCommunity: 'Unnamed yet',
  build: (id: string) => `Build ${id}`,

  start: {
    title: 'A quiet place to talk',
    lead: 'Team chat that stays with its members. No account and no server: everything is end-to-end encrypted and kept on your own devices.',
    yourName: 'Your name',
    yourNameHint: 'Members see it. You can change it later.',
    communityName: 'Community name',
    create: 'Create community',
    creating: 'Creating…',
    haveLink: 'I have an invite link',
    haveCode: 'Link this device',
    noLink: 'Start a new community instead',
    secondCommunity: 'Add a community',
    secondLead: 'Start another one, or join one by link.',
    freshTitle: 'A new identity',
    freshLead: 'It has its own name, keys and communities. Nobody can tell that it is you, unless you say so.',
  },

  join: {
    title: 'Join by link',
    paste: 'Invite link',
    pasteHint: 'It is read on this device and goes nowhere.',
    read: 'Read link',
    reading: 'Reading the link…',
    invites: 'invites you to',
    opensChannel: 'You start in',
    ends: (when: string) => `The link ends ${when}.`,
    verified: 'Checked on this device against the signature in the link. Nothing has left it yet.',
    shortTitle: 'You are invited',
    short:
      'This short link carries no names. A member’s device tells you which community it is, once you are connected.',
    joinAs: 'Join as',
    newIdentity: 'A new identity',
    newIdentityHint: 'Own name and keys; nobody can link it to your others.',
    join: 'Join',
    joining: 'Joining…',
    another: 'Use another link',
    broken: 'This link does not work',
  },

  knocking: {
    title: 'Knocking',
    text: 'This short link carries no names and no key. The first member to come online tells which community it is and lets you in; then this opens by itself.',
    stays: 'You can close this window. The next time it is open, it goes on knocking.',
  },

  devices: {
    open: 'Your devices…',
    title: 'Link another device',
    lead: 'The other device reads all you can read in this community, earlier messages too, and writes as you.',
    begin: 'Show a code',
    show: 'On the other device open this page, choose “Link this device”, and scan or paste this code.',
    code: 'Device code',
    codeHint: 'Shown by a device you use already: identity menu, Your devices.',
    qr: 'QR code of the device code, to be scanned with the other device',
    qrHint: 'Scan with the other device',
    waiting: 'Waiting for the other device. The code is answered for ten minutes, while this sheet is open.',
    ended: 'The code is no longer answered.',
    again: 'Show a new code',
    compareTitle: 'Compare with your other device',
    compare: 'A device wants to be linked. Does it show the same six digits?',
    compareWhy: 'If they differ, somebody else has read the code: do not link.',
    compareThere: 'If your other device shows the same six digits, confirm there.',
    match: 'They match, link it',
    differ: 'They differ',
    linked: 'Linked.',
    linkedText: 'It receives all keys and messages now. Keep both open until it has caught up.',
    arriving: 'Your channels and messages are arriving.',
    done: 'Done',
    refused: 'Your other device ended this',
    refusedText: 'Nothing was linked. Show a new code there and start again.',
    startAgain: 'Start again',
    lookingTitle: 'Looking for your other device',
    lookingText: 'Keep the code open there. When the two have found each other, both show six digits.',
    linkThisTitle: 'Link this device',
    linkThisLead: 'It becomes another device of yours in one community: same person, same channels, same messages.',
    linkThis: 'Look for my device',
  },

  rail: {
    label: 'Communities',
    add: 'Add a community',
    identities: (name: string) => `Identities and settings, now ${name}`,
  },

  identities: {
    title: 'Identities',
    current: 'current',
    add: 'New identity',
    appearance: 'Appearance',
    schemes: { system: 'System', light: 'Light', dark: 'Dark' },
    nameHere: (network: string) => `Your name in ${network}`,
    save: 'Save',
    communities: (names: readonly string[]) => formatList(names),
  },

  channels: {
    label: 'Channels',
    open: 'Open channels',
    closePane: 'Close channels',
    add: 'New channel',
    invitePeople: 'Invite people',
    addTitle: 'New channel',
    name: 'Channel name',
    whoReads: 'Who can read it',
    kinds: { public: 'Everybody', private: 'Private' },
    kindHints: {
      public: 'Every member, now and later.',
      private:
        'Only people you add. Other members’ devices carry it sealed: they can tell who writes in it, when and how much.',
    },
    privateWith: 'With',
    direct: 'Direct messages',
    addDirect: 'New direct message',
    directTitle: 'New direct message',
    directWith: 'With whom',
    directOpen: 'Open conversation',
    alone: 'Only you',
    nobodyElse: 'Nobody else is a member yet.',
    create: 'Create channel',
    unread: 'unread',
    switchTo: 'Go to channel',
    switchHint: 'Type a part of its name',
    appeared: (name: string) => `New in your list: ${name}`,
    noMatch: 'No channel has that in its name.',
    goTo: (name: string) => `Go to #${name}`,
  },

  leaving: {
    menu: 'Community menu',
    ask: 'Leave community…',
    title: (network: string) => `Leave ${network}?`,
    goes: 'Your keys, every message and everything else of this community are erased from this browser. That cannot be taken back.',
    stays:
      'What you have said stays with the members, and your name stays on their list. To come back you need a new link, and come as somebody new.',
    founder:
      'You founded it. Make somebody an admin before you go, or nobody will be able to invite or remove people any more.',
    unsaid: (count: number) =>
      count === 1
        ? 'One message of yours is on this device only. It goes with the rest.'
        : `${formatCount(count)} messages of yours are on this device only. They go with the rest.`,
    stay: 'Stay',
    confirm: 'Leave and erase',
  },

  pill: {
    connected: (count: number) => `${formatCount(count)} connected`,
    looking: 'Looking for members…',
    alone: 'Nobody else is online',
    offline: 'Offline',
    open: 'Open People & sync',
  },

  marks: {
    here: 'on this device only',
    onSome: (on: number) => `on ${counted(on, 'other device', 'other devices')}`,
    onAll: (of: number) => (of === 1 ? 'on the other device' : `on all ${formatCount(of)}`),
    title: 'Where this message is',
    has: (ago: string) => `has it, heard ${ago}`,
    hasNot: (ago: string) => `not yet, last heard ${ago}`,
    neverHeard: 'nothing heard from it yet',
    nobody: 'There is no other device yet. It goes out when somebody joins.',
  },

  messages: {
    label: (channel: string) => `Messages in ${channel}`,
    empty: 'Nothing has been said here yet.',
    emptyPrivate: 'Nothing has been said here yet. Only the people in it will read it.',
    emptyAlone: 'Nobody else is in this conversation any more.',
    emptyDirect: (names: string) => `Only you and ${names} can read what is written here.`,
    emptyJoining: 'You can write already. It goes out as soon as a member is online.',
    beginning: (channel: string) => `This is the beginning of #${channel}.`,
    beginningDirect: (names: string) => `This is the beginning of your conversation with ${names}.`,
    newLine: 'New',
    toNewest: 'To the newest',
    newBelow: (count: number) => counted(count, 'new message', 'new messages'),
    future: 'dated ahead of this device’s clock',
    waiting: (count: number) => `${counted(count, 'message waits', 'messages wait')} for a key or an earlier message.`,
    why: 'Why?',
    whyText: 'What waits is stored here and opens by itself, as soon as one who holds what is missing is connected.',
    askAgain: 'Ask again',
    asked: (missing: number) =>
      missing === 0
        ? 'No key is missing any more.'
        : `Asked for ${counted(missing, 'key', 'keys')}: whoever holds one and is connected answers, others when they come.`,
    reasons: {
      key: (count: number, day: string) =>
        `${counted(count, 'waits', 'wait')} for a key ${day === '' ? 'not heard of yet' : `made ${day}`}.`,
      event: (count: number) => `${counted(count, 'waits', 'wait')} for something earlier that has not arrived.`,
      member: (count: number) => `${counted(count, 'waits', 'wait')} for what makes its author a member.`,
      body: (count: number) =>
        `${counted(count, 'has', 'have')} arrived without content. Every member is asked for it.`,
    },
    canSupply: (names: readonly string[]) =>
      `${formatList(names)} can supply it and ${names.length === 1 ? 'is' : 'are'} connected.`,
    couldSupply: (names: readonly string[]) => `${formatList(names)} can supply it, when online.`,
    nobodyKnown: 'Nobody is known to hold it yet.',
    said: (who: string, text: string) => `${who}: ${text}`,
    actions: 'Message actions',
    copyText: 'Copy text',
    chooseSeveral: 'Choose several',
    choose: (who: string, time: string) => `Choose the message of ${who}, ${time}`,
    chosen: (count: number) => `${formatCount(count)} chosen`,
  },

  deletion: {
    ask: 'Delete for everyone…',
    title: (count: number) => (count === 1 ? 'Delete this message?' : `Delete ${formatCount(count)} messages?`),
    more: (count: number) => `and ${formatCount(count)} more`,
    can: 'It goes from every member’s screen, search and files: at once where somebody is online, elsewhere the next time they are.',
    cannot:
      'Nobody can be made to forget. Who has read it may remember or have copied it, and a member with a changed app or an old backup may still hold the text.',
    keep: 'Keep',
    confirm: 'Delete for everyone',
    done: (count: number) => `${counted(count, 'message', 'messages')} deleted for everyone`,
  },

  notice: {
    alone:
      'Nobody else is here right now. Your messages are saved on this device and go out when someone opens the app.',
    offline: 'This device is offline. Everything works; your messages are saved here and go out when it is back.',
    waitingOut: (count: number) => `${counted(count, 'message is', 'messages are')} waiting.`,
    joiningAlone: 'Joining: the first member to come online lets you in. You can write already.',
    looking: 'Looking for members…',
    connectedTo: (names: readonly string[]) => `Connected to ${formatList(names)}`,
    connectedToSome: (count: number) => `Connected to ${counted(count, 'member', 'members')}`,
    progress: (received: number, total: number) => `${formatCount(received)} of ${formatCount(total)} messages`,
  },

  composer: {
    label: (channel: string) => `Message #${channel}`,
    labelDirect: (names: string) => `Message ${names}`,
    hint: 'Enter posts, Shift and Enter starts a new line.',
    post: 'Post message',
    postingAs: 'Posting as',
  },

  people: {
    title: 'People & sync',
    you: 'you',
    roles: { founder: 'Founder', admin: 'Admin', member: 'Member' },
    details: (name: string) => `More about ${name}`,
    onDevices: (count: number) => `on ${counted(count, 'device', 'devices')}`,
    invitedBy: 'invited by',
    connected: 'Connected directly',
    complete: 'Both have the same',
    comparing: 'Comparing what both have…',
    arrived: (received: number, total: number) => `${formatCount(received)} of about ${formatCount(total)} arrived`,
    notKept: (count: number) => `${counted(count, 'message', 'messages')} not kept on this device`,
    lastSeen: (ago: string) => `Last seen ${ago}`,
    neverMet: 'Not met by this device yet',
    thisDevice: 'This device',
    members: (count: number) => counted(count, 'member', 'members'),
    sync: 'Sync',
    servers: 'Rendezvous servers',
    serversHint: 'Where members’ devices find each other. They see addresses and times, never names or messages.',
    noServers: 'None is set up: devices can only meet by hand.',
    serverStates: { connecting: 'Connecting…', open: 'Reachable', closed: 'Not reachable', refused: 'Refused' },
    waitingOut: (count: number) => `${counted(count, 'message', 'messages')} of yours on this device only.`,
    toCome: (count: number) => `${formatCount(count)} more to come.`,
  },

  group: {
    people: 'People in it',
    open: (count: number) => counted(count, 'person', 'people'),
    hints: {
      private: 'Only these people can read it. Who is added reads everything from its beginning.',
      direct: 'Only these people can read it.',
    },
    add: 'Add people…',
    addWhom: 'Add whom',
    addHint: 'They get every earlier message too.',
    addTitle: (name: string) => `Add people to ${name}`,
    addConfirm: 'Add',
    allAreIn: 'Everybody is in it already.',
    takeOut: 'Take out',
    takeOutOne: (name: string) => `Take out ${name}`,
    takeOutTitle: (name: string) => `Take out ${name}?`,
    takeOutText: (name: string) =>
      `${name} reads nothing new in this channel: what is written from now on uses a new key. What ${name} has received stays with them. You can add them again.`,
    leave: 'Leave…',
    leaveTitle: (name: string) => `Leave ${name}?`,
    leaveText:
      'Nothing written from now on can be read by you. What you have received stays on this device, out of sight. Only somebody who is in it can add you again.',
    leaveConfirm: 'Leave',
    gone: (name: string) => `You are no longer in ${name}`,
    goneText: 'Nothing new can be read or written there. Only somebody who is in it can add you again.',
  },

  removed: {
    titles: {
      removed: 'You were removed from this community.',
      device_removed: 'This device was removed from this community.',
    },
    text: 'What you have received stays readable on this device. Nothing new arrives here, and nothing written here goes out. To erase it all, leave the community.',
  },

  forked: {
    title: 'This browser runs from an older or a second copy of its data.',
    text: 'So that nothing is said twice in your name, it reads on here and writes nothing more. Link it again with a code from another of your devices.',
    link: 'Link this browser again',
  },

  renewed: {
    title: 'You go on here as a new device.',
    text: 'This browser ran from an older or a second copy of its data. You are the same person; the safety numbers others compare with you have changed.',
  },

  notices: {
    title: 'Who came and went',
    none: 'Nothing yet.',
    words: {
      joined: (name: string, by: string) => `${name} joined by a link that ${by} made.`,
      late: (name: string, by: string) => `${name} joined by a link of ${by} that was just ending, and is not in.`,
      unauthorised: (name: string, by: string) =>
        `${name} joined by a link that ${by} made while no longer an admin, and is not in.`,
      removed: (name: string, by: string) => `${by} removed ${name}.`,
      device_removed: (name: string, by: string) => `${by} removed a device of ${name}.`,
      promoted: (name: string, by: string) => `${by} made ${name} an admin.`,
      demoted: (name: string, by: string) => `${by} took back ${name}’s admin rights.`,
    },
    more: (count: number) => `and ${formatCount(count)} more`,
    admit: 'Let in',
    dismiss: 'Dismiss',
  },

  person: {
    titles: (name: string) => ({
      promote: `Make ${name} an admin?`,
      demote: `Take back ${name}’s rights?`,
      remove: `Remove ${name}?`,
    }),
    devices: (count: number) => counted(count, 'device', 'devices'),
    first: 'first device',
    linked: (ago: string) => `linked ${ago}`,
    notKept: (name: string, count: number) =>
      `${name} has sent more than 100 MB. ${counted(count, 'message is', 'messages are')} not kept on this device.`,
    keepThem: 'Keep them',
    safety: 'Safety number',
    safetyHint: (name: string) =>
      `Compare it with ${name} face to face or on a call. The same digits on both screens mean that nobody sits between you. It changes when either of you links or loses a device.`,
    promote: 'Make admin…',
    demote: 'Take back admin…',
    remove: 'Remove from community…',
    adminCan: (name: string) =>
      `${name} will be able to invite and remove people, create public channels, delete what members wrote, and make further admins. You can take that back.`,
    coFounder: 'As a co-founder, equal to you. Nobody can ever take that back, only they themselves.',
    makeAdmin: 'Make admin',
    makeCoFounder: 'Make co-founder',
    demoteText: (name: string) =>
      `${name} stays a member. What was done as an admin until now stays as it is; admins made by ${name} lose their rights too.`,
    takeBack: 'Take back',
    removeCan: (name: string) =>
      `${name} disappears from everybody’s list, loses every connection, and cannot read what is written from now on: it uses a new key.`,
    removeCannot: (name: string) =>
      `What ${name} has received stays readable to them, and what ${name} wrote stays here. Nobody can be made to forget.`,
    removeLinks: (count: number, name: string) =>
      count === 1
        ? `This also ends the open link: it carries a key that ${name} knows.`
        : `This also ends ${formatCount(count)} open links: they carry a key that ${name} knows.`,
    removeConfirm: 'Remove',
    removeDevice: 'Remove',
    removeDeviceTitle: 'Remove this device?',
    removeOwnDeviceText:
      'It can read and write nothing new here as you. What it has received stays on it. You stay a member on your other devices.',
    removeDeviceText: (name: string) =>
      `It can read and write nothing new here. What it has received stays on it. ${name} stays a member on the other devices.`,
  },

  invite: {
    open: 'Invite',
    title: (network: string) => `Invite people to ${network}`,
    expires: 'Expires after',
    uses: 'Can be used',
    make: 'Create link',
    making: 'Creating…',
    another: 'Create another',
    ready: 'The link is ready. It is shown only now.',
    secret: 'Whoever holds it can join, so pass it on as you would a key.',
    full: 'Invite link',
    share: 'Share…',
    qr: 'QR code of the short link, to be scanned from this screen',
    qrHint: 'Scan to join',
    live: 'Open links',
    noneLive: 'No link is open.',
    usage: (uses: number, max: number) => `${formatCount(uses)} of ${counted(max, 'use', 'uses')}`,
    ends: (when: string) => `ends ${when}`,
    by: (name: string) => `by ${name}`,
    closeOne: 'Close link',
    closeSure: 'Nobody can join by it any more.',
    closeIt: 'Close it',
    keepIt: 'Keep it',
    expiryOptions: { hour: '1 hour', day: '1 day', week: '7 days', month: '30 days' },
    useOptions: (count: number) => (count === 1 ? 'once' : `${formatCount(count)} times`),
    notYou: 'Links to this community are made by its founder.',
    notYouNamed: (name: string) => `Links to this community are made by its founder, ${name}.`,
  },

  update: {
    ready: 'A new version is ready.',
    now: 'Update now',
    later: 'Later',
    running: (build: string) => `This is build ${build}.`,
  },

  failure: {
    crash: 'This window has stopped',
    crashText: 'Something in the interface failed. Everything that was shown as saved is safe.',
    stopped: 'Sotto has stopped',
    storage: 'Sotto cannot open its storage',
    outdated: 'This window is out of date',
  },
}

export type Strings = typeof strings
