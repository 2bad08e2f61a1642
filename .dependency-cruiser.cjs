/**
 * Import directions (`npm run rules`). Every rule is a sentence; `src/rules.test.ts` breaks each one on
 * purpose and asserts that it is reported. Type imports count. Tests may reach where the module they
 * test may not, but not past a wall that keeps a platform out of another.
 */

/** Bottom up. A layer imports those before it and itself; of two on one line neither knows the other, but for PAIRS. */
const LAYERS = [
  ['base'],
  ['crypto'],
  ['db'],
  ['store'],
  ['events'],
  ['authority'],
  ['seal', 'transit'],
  ['pipeline'],
  ['sync', 'connect'],
  ['flows', 'read'],
  ['device'],
]
/** Commands and queries of several events may use each other, file by file: circles are forbidden anyway. */
const PAIRS = { flows: 'read', read: 'flows' }

const ENGINE = '^src/engine/'
const TEST_FILE = '\\.(test|testing|vectors)\\.tsx?$'
const EVENT_TYPES = '^src/engine/events/((content|group|identity|local)/|registry\\.ts$)'
const NODE_MODULES = '(^|/)node_modules/'

/** The one file that holds WebRTC, and the one outside the engine that signs for Nostr relays. */
const SIMPLE_PEER_FILE = '^src/platform/browser/rtc-link\\.ts$'
const NOSTR_SIGNATURE_FILE = '^src/platform/browser/nostr-event\\.ts$'

function layerRules() {
  const rules = []
  let below = []
  for (const line of LAYERS) {
    for (const layer of line) {
      const neighbour = PAIRS[layer]
      const allowed = [...below, layer, ...(neighbour === undefined ? [] : [neighbour])]
      rules.push({
        name: `${layer}/ imports only what lies below it`,
        severity: 'error',
        from: { path: `${ENGINE}${layer}/`, pathNot: TEST_FILE },
        to: { path: ENGINE, pathNot: `${ENGINE}(${allowed.join('|')})/` },
      })
    }
    below = [...below, ...line]
  }
  return rules
}

module.exports = {
  forbidden: [
    ...layerRules(),
    {
      name: 'nothing imports itself in a circle',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'every import exists',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'pipeline/ names no event type',
      severity: 'error',
      from: { path: `${ENGINE}pipeline/`, pathNot: TEST_FILE },
      to: { path: EVENT_TYPES },
    },
    {
      name: 'authority/ knows ids, not event types',
      severity: 'error',
      from: { path: `${ENGINE}authority/`, pathNot: TEST_FILE },
      to: { path: EVENT_TYPES },
    },
    {
      name: 'the engine knows no platform, boundary or interface',
      severity: 'error',
      from: { path: ENGINE, pathNot: TEST_FILE },
      to: { path: '^(src/(?!engine/)|server/|e2e/|bench/)' },
    },
    {
      name: 'the engine uses no package but noble',
      severity: 'error',
      from: { path: ENGINE, pathNot: TEST_FILE },
      to: { path: NODE_MODULES, pathNot: `${NODE_MODULES}@noble/` },
    },
    {
      name: 'the engine and the interface run without Node',
      severity: 'error',
      from: { path: '^src/(engine|rpc|ui|platform/(browser|web|sqlite|sim))/', pathNot: TEST_FILE },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'noble is used in engine/crypto/ and for Nostr signatures only',
      severity: 'error',
      from: { path: '^src/', pathNot: [`${ENGINE}crypto/`, NOSTR_SIGNATURE_FILE, TEST_FILE] },
      to: { path: `${NODE_MODULES}@noble/` },
    },
    {
      name: 'simple-peer is touched in one file',
      severity: 'error',
      from: { pathNot: SIMPLE_PEER_FILE },
      to: { path: `${NODE_MODULES}simple-peer/` },
    },
    {
      name: 'SQLite is touched by the platform only',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/platform/' },
      to: { path: `${NODE_MODULES}(wa-sqlite|@journeyapps/wa-sqlite)/` },
    },
    {
      name: 'the boundary and the platform see the engine from outside',
      severity: 'error',
      from: { path: '^src/(rpc|platform)/', pathNot: TEST_FILE },
      // What checks events is the engine's, whichever thread it runs in.
      to: { path: ENGINE, pathNot: `${ENGINE}((api|engine|network|late-network|crypto/event-check)\\.ts$|base/)` },
    },
    {
      name: 'the boundary knows no platform',
      severity: 'error',
      from: { path: '^src/rpc/', pathNot: TEST_FILE },
      to: { path: '^src/(platform|ui)/' },
    },
    {
      name: 'the platform knows no interface',
      severity: 'error',
      from: { path: '^src/platform/' },
      to: { path: '^src/(ui/|main\\.tsx$)' },
    },
    {
      name: 'the interface sees api.ts and nothing else of us',
      severity: 'error',
      from: { path: '^src/ui/', pathNot: TEST_FILE },
      to: { path: '^(src|server)/', pathNot: `^src/(ui/|engine/api\\.ts$)` },
    },
    {
      name: 'a scenario sees api.ts and the testing world',
      severity: 'error',
      from: { path: '^src/scenarios/' },
      to: { path: '^(src|server)/', pathNot: '^src/(scenarios/|testing/|engine/api\\.ts$)' },
    },
    {
      name: 'what ships imports no test and nothing made for tests',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/(testing|scenarios)/', TEST_FILE] },
      to: { path: ['^src/(testing|scenarios)/', '^(server|e2e|bench|scripts)/', TEST_FILE] },
    },
    {
      name: 'what ships runs in the browser: no Node drivers, no simulation',
      severity: 'error',
      from: { path: '^src/(main\\.tsx$|ui/|rpc/|platform/(browser|web|sqlite)/)', pathNot: TEST_FILE },
      to: { path: '^src/platform/(node|sim)/' },
    },
    {
      name: 'what ships uses no development package',
      severity: 'error',
      from: { path: '^src/(main\\.tsx$|engine/|rpc/|ui/|platform/(browser|web|sqlite)/)', pathNot: TEST_FILE },
      to: { dependencyTypes: ['npm-dev', 'npm-unknown', 'npm-no-pkg'] },
    },
    {
      name: 'the server stands by itself',
      severity: 'error',
      from: { path: '^server/', pathNot: TEST_FILE },
      to: { path: '^(src|e2e|bench|scripts)/' },
    },
    {
      name: 'a floor is measured without our code',
      severity: 'error',
      from: { path: '^bench/floor/' },
      to: { path: '^(src|server)/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.app.json' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json', '.css', '.wasm'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'browser', 'default', 'types'],
    },
  },
}
