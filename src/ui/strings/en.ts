/**
 * Every word of the interface except the errors', in English. One typed dictionary: another language
 * is another object of the same type. Rules: the truth in plain words, never "sent", no exclamation.
 */

import { counted, formatCount, formatList } from './format.ts'

export const strings = {
  app: 'Sotto',
  close: 'Close',
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
    nameHint: 'Every member can read it.',
    create: 'Create channel',
    unread: 'unread',
    switchTo: 'Go to channel',
    switchHint: 'Type a part of its name',
    noMatch: 'No channel has that in its name.',
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
    emptyJoining: 'You can write already. It goes out as soon as a member is online.',
    beginning: (channel: string) => `This is the beginning of #${channel}.`,
    newLine: 'New',
    toNewest: 'To the newest',
    newBelow: (count: number) => counted(count, 'new message', 'new messages'),
    future: 'dated ahead of this device’s clock',
    waiting: (count: number) => `${counted(count, 'message waits', 'messages wait')} for a key or an earlier message.`,
    why: 'Why?',
    whyText:
      'It has arrived and is stored here, but something it builds on has not: the key it was written under, or a message before it. Any member who holds that can supply it. It opens by itself then.',
    said: (who: string, text: string) => `${who}: ${text}`,
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
    hint: 'Enter posts, Shift and Enter starts a new line.',
    post: 'Post message',
    postingAs: 'Posting as',
  },

  people: {
    title: 'People & sync',
    you: 'you',
    founder: 'Founder',
    member: 'Member',
    invitedBy: 'invited by',
    connected: 'Connected directly',
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
