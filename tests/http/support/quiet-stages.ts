import { NO_TASK_RULES } from '#act/tasks/task-rules.ts'
import type { StockRow } from '#http/predict/demand-schemas.ts'
import type { AppParts } from '#http/app.ts'
import { DEFAULT_BOOK } from '#identity/identity-rules.ts'
import { DEFAULT_QUALITY_RULES } from '#quality/rules/quality-rules.ts'
import { PRODUCT_SCHEME } from '#segment/tier-scheme-keeper.ts'
import { AppError } from '#kernel/app-error.ts'
import { catalogueOf } from '#segment/conditions/condition-catalogue.ts'
import { quietBroadcasts } from './quiet-broadcasts.ts'
import type { WorkParts } from '../../../src/main/job-work.ts'
import type { Page } from '#kernel/page.ts'

const nothing = <T>(): Promise<Page<T>> => Promise.resolve({ items: [], nextCursor: null })
const empty = <T>(): Promise<T[]> => Promise.resolve([])
const none = () => Promise.resolve(null)

type Stages = Omit<AppParts, 'access' | 'clock' | 'health' | 'jobs' | 'project' | 'reads' | 'sourceCatalogue' | 'vault'> &
  Pick<WorkParts, 'work' | 'sampleShop'>

/** Stages that have nothing to say: enough to ask every route. */
export function quietStages(): Stages {
  const absent = () => Promise.reject(new Error('not in this test'))
  const missing = () => Promise.reject(new AppError('not-found', 'not-in-this-test', 'There is none.'))
  return {
    records: { take: absent, rehearseTags: absent },
    partners: { of: none, agree: absent, end: none, counts: absent },
    partnerTags: { of: none },
    taskKeeper: { rules: () => Promise.resolve(NO_TASK_RULES), save: absent },
    addresses: { of: empty, put: missing, remove: missing, signIn: missing },
    outlooks: { of: missing },
    intake: { accept: () => Promise.resolve() },
    sharedValues: { list: () => Promise.resolve({ items: [], open: { values: 0, orders: 0 }, complete: true }), settle: absent },
    proposals: {
      list: () => Promise.resolve({ items: [], counts: { open: 0, accepted: 0, rejected: 0 }, lastSearch: null }),
      decide: absent,
    },
    survivorship: { state: () => Promise.resolve({ facts: [], sources: [], versions: [] }), preview: absent, save: absent },
    customerValues: { of: none },
    traitMeasures: { of: none, set: () => Promise.resolve(false) },
    logImports: { preview: absent },
    handDecisions: { preview: absent, decide: absent },
    rates: { list: empty, save: empty, remove: () => Promise.resolve(false) },
    tierSchemes: { current: () => Promise.resolve(PRODUCT_SCHEME), versions: empty, save: absent },
    profileStore: { preview: absent },
    profileKeeper: { noteChange: () => Promise.resolve(), catchUp: none },
    replies: { counts: absent },
    notices: { settings: absent, people: empty, save: absent, setPhone: absent, test: absent, log: empty },
    channelAccounts: {
      book: { list: empty },
      mailboxes: { state: () => Promise.resolve(null), hurry: () => Promise.resolve() },
      service: {
        list: empty,
        find: missing,
        create: absent,
        change: missing,
        turn: missing,
        order: absent,
        remove: missing,
        renewCallback: missing,
        probe: missing,
        test: missing,
      },
    },
    churn: {
      card: none,
      check: absent,
      versions: empty,
      promote: absent,
    },
    churnWatch: { report: absent },
    riskTiers: { current: absent, set: absent },
    churnAlerts: { list: nothing, move: none, assign: empty },
    value: { card: none },
    portraitAccuracy: { rows: empty, ages: empty, days: empty },
    questionnaires: {
      list: empty,
      one: missing,
      results: missing,
      create: absent,
      save: missing,
      archive: missing,
      linkFor: missing,
      answer: missing,
      of: missing,
      openLink: missing,
      openPublic: missing,
      answerLink: missing,
    },
    suppressions: {
      list: nothing,
      all: async function* () {
        yield await Promise.resolve([])
      },
      add: absent,
      take: absent,
      lift: absent,
      complaintsStopEverything: () => Promise.resolve(false),
      setComplaintsStopEverything: absent,
    },
    contents: {
      list: nothing,
      one: missing,
      version: missing,
      versions: missing,
      create: absent,
      save: missing,
      publish: missing,
      archive: missing,
    },
    contentLinks: { follow: missing },
    contentPreviews: {
      findings: () => [],
      example: () => Promise.resolve({ language: 'zh', rendered: { kind: 'rendered', texts: {} }, missing: [], sms: [] }),
      asCustomer: missing,
    },
    contentTests: { send: absent },
    ...quietBroadcasts(),
    coldStart: { card: none, of: none, newest: none },
    portraits: {
      plan: () => Promise.resolve({ version: 0, parts: [], broken: new Map() }),
      versions: empty,
      save: absent,
      of: missing,
      figures: () => Promise.resolve({ plan: { version: 0, parts: [], broken: new Map() }, figures: null }),
      days: empty,
    },
    segments: {
      language: () => Promise.resolve({ catalogue: catalogueOf([]), meanings: new Map(), segments: [] }),
      read: () => ({ all: [] }),
      problemOf: () => null,
      one: missing,
      versions: missing,
      sizes: missing,
      create: absent,
      save: missing,
      archive: missing,
      cost: () => Promise.resolve({ rows: 0, tables: [], isLarge: false, narrowings: [] }),
      count: () => Promise.resolve({ customers: 0, everyone: 0, overlaps: [] }),
      verdict: missing,
      accountVerdict: missing,
    },
    segmentMembers: { staysOf: none },
    tags: {
      language: () => Promise.resolve({ catalogue: catalogueOf([]), meanings: new Map(), segments: [] }),
      list: empty,
      one: missing,
      versions: missing,
      spreads: () => Promise.resolve(new Map()),
      usersOf: empty,
      create: absent,
      save: missing,
      archive: missing,
      preview: missing,
      starters: () => [],
      adopt: absent,
    },
    tagKeeper: { valuesOf: missing, refreshOne: missing },
    conditionNames: { names: empty, accountMeasures: empty, roles: empty, ownProperties: empty, ofField: empty, ofProperty: empty },
    clusters: { overview: none, rename: absent, leastBuyers: 200 },
    work: {
      findDuplicates: absent,
      settleValues: absent,
      refreshProfiles: () => Promise.resolve({ customers: 0 }),
      importFile: (file) => Promise.resolve({ rows: 1, fileName: file.fileName }),
      importLog: absent,
      undoImport: absent,
      syncTable: absent,
      replayQuarantine: absent,
      lookOverQuality: absent,
      decide: () => Promise.resolve({ runId: '00000000-0000-7000-8000-000000000001' }),
      trainChurn: (_body, context) => slowWork(context.signal),
      trainValue: (_body, context) => slowWork(context.signal),
      forecastDemand: (context) => slowWork(context.signal),
      scoreAccounts: absent,
      findClusters: (context) => slowWork(context.signal),
      refreshPortraits: () => Promise.resolve({ customers: 0 }),
      refreshTags: () => Promise.resolve({ changed: 0 }),
      trainRecommend: (context) => slowWork(context.signal),
    },
    demand: {
      board: absent,
      series: nothing,
      one: none,
      stock: nothing,
      stockRows: () =>
        stockOf({ productId: '=A1', label: 'Tea, green', demand: 30, leadDemand: 7, safetyStock: 4, amount: null, reorderPoint: 11 }),
    },
    recommend: {
      exclusions: () => Promise.resolve({ productIds: [], categories: [], boughtWithinDays: 30 }),
      setExclusions: (exclusions) => Promise.resolve(exclusions),
    },
    recommendLists: { board: absent, forCustomer: none, forProduct: none, rules: nothing, products: empty },
    attributes: { list: empty, rename: absent, allow: absent },
    leftOutTraits: { list: empty },
    sourceWatch: { watchedUntil: none, start: () => Promise.resolve(false), stop: () => Promise.resolve(false), list: empty, open: none },
    sourceFreshness: { sources: empty, times: () => Promise.resolve(new Map()), expect: () => Promise.resolve(false) },
    contracts: {
      report: () => Promise.resolve({ running: 0, ended: 0, survival: [], medianDays: null, periods: [], otherCurrency: 0 }),
    },
    measures: { ofCustomer: () => Promise.resolve([]) },
    subscriptions: { ofCustomer: () => Promise.resolve([]) },
    accountRisks: { summary: none, outlook: none, list: empty },
    accounts: {
      list: () => Promise.resolve({ items: [], nextCursor: null }),
      get: none,
      measures: none,
      contracts: none,
      timeline: none,
      ofCustomer: () => Promise.resolve([]),
    },
    trackingPlans: {
      plans: [],
      follow: () => Promise.resolve(),
      newest: () => undefined,
      versions: empty,
      version: absent,
      save: absent,
    },
    planHistory: { seen: () => Promise.resolve({ total: 0, looked: 0, events: [] }), samples: empty },
    planViolations: { list: empty, example: () => Promise.resolve(null) },
    replayHeld: () => Promise.resolve({ tried: 0, putBack: 0, still: 0, nextCursor: null }),
    planClock: () => (local) => local,
    publicUrl: 'http://liuke.example',
    removeAttribute: absent,
    identityRules: {
      version: 0,
      book: DEFAULT_BOOK,
      follow: () => Promise.resolve(),
      versions: empty,
      read: (rules) => ({ ...rules, blocked: [] }),
      save: absent,
    },
    qualityRules: {
      version: 0,
      rules: DEFAULT_QUALITY_RULES,
      follow: () => Promise.resolve(),
      versions: empty,
      save: absent,
      look: none,
    },
    series: { take: absent, list: empty, detail: missing, expect: missing, remove: missing, restore: missing, undo: missing },
    calendar: { year: absent, setCountry: absent, add: absent, remove: absent },
    dictionaryOwners: { list: () => Promise.resolve(new Map()), set: absent },
    qualityDays: {
      lastMeasured: none,
      since: empty,
      anomaliesSince: empty,
      names: () => Promise.resolve(new Map()),
    },
    qualityFlags: { list: nothing, counts: empty },
    fakeSignUps: { bursts: nothing, leftOut: () => Promise.resolve(0), decide: () => Promise.resolve(0) },
    quality: { letGo: () => Promise.resolve(), preview: () => Promise.resolve({ scopes: [], rules: [] }) },
    identityHistory: { namedTogether: empty, apart: empty, customersOf: () => Promise.resolve(new Map()) },
    webhookReceiver: { states: empty, setSecret: absent, remove: () => Promise.resolve(false) },
    shopPoller: { states: empty, set: absent, remove: () => Promise.resolve(false), hurry: () => Promise.resolve(false) },
    syncs: {
      list: empty,
      find: missing,
      runs: missing,
      look: missing,
      withoutGuess: missing,
      create: missing,
      change: missing,
      remove: missing,
    },
    imports: {
      previewImport: ({ fileName }) =>
        Promise.resolve({
          fileName: fileName ?? '',
          format: 'csv' as const,
          encoding: 'utf-8',
          delimiter: ',',
          kind: 'orders' as const,
          layout: null,
          sheet: null,
          sheets: [],
          headingLine: 1,
          notes: [],
          columns: ['a'],
          readings: [],
          mapping: {},
          missing: [],
          fields: [],
          sample: [],
          issues: [],
          questions: [],
          attributes: [],
          keepable: {},
          whole: true,
          truth: null,
          records: null,
          dateOrder: 'ymd' as const,
          dateOrderSure: true,
          decimals: {},
          corrections: {},
          money: null,
          severalRows: false,
          remembered: null,
        }),
    },
    importStore: { list: nothing },
    undos: { survey: absent },
    quarantine: {
      list: nothing,
      summary: empty,
      origins: empty,
      all: async function* () {
        yield await Promise.resolve([])
      },
    },
    repairs: { view: absent, replay: absent, dismiss: () => Promise.resolve(0) },
    strategies: {
      list: empty,
      current: empty,
      get: missing,
      define: absent,
      save: absent,
      setState: absent,
      reachOf: none,
      check: () => undefined,
    },
    readiness: { unready: () => Promise.resolve(new Map()) },
    messages: { preview: absent, sendTest: absent },
    decisions: {
      preview: () =>
        Promise.resolve({
          candidates: 0,
          decided: 0,
          treated: 0,
          control: 0,
          cost: { minor: 0, currency: 'CNY' },
          skipped: [],
          strategies: [],
          sample: [],
          previewId: '00000000-0000-7000-8000-000000000001',
          expiresAt: new Date('2026-06-01T00:00:00.000Z'),
        }),
      check: () => Promise.resolve(),
      list: nothing,
      get: missing,
    },
    sends: {
      list: nothing,
      message: absent,
      resolveUncertain: absent,
      overdue: () => Promise.resolve(0),
      settleOverdue: () => Promise.resolve(0),
    },
    installation: {
      state: () =>
        Promise.resolve({
          id: '0198f3a0-0000-7000-8000-000000000001',
          place: { kind: 'folder', machine: '', mark: '1' },
          confirmedAt: new Date('2026-03-02T08:00:00Z'),
          confirmedBy: 'system',
          isOwn: true,
        }),
      confirm: absent,
    },
    tasks: {
      list: nothing,
      complete: absent,
      create: () => Promise.resolve({ created: 0, firstId: null }),
      get: absent,
      take: absent,
      assign: absent,
    },
    identity: { separate: absent },
    care: {
      addNote: absent,
      setConsent: absent,
      consents: absent,
      pause: absent,
      resume: absent,
      stop: absent,
      lift: absent,
      survivors: (_scope, ids) => Promise.resolve([...ids]),
    },
    webhooks: { list: empty, create: absent, disable: missing, test: missing },
    signals: { standing: empty, setAside: empty, retry: () => Promise.resolve(false) },
    effects: { list: empty, ofBroadcast: () => Promise.resolve(null), report: missing },
    demoTruth: none,
    links: {
      trackClick: (token) => (token === 'good' ? Promise.resolve('https://shop.example/') : missing()),
      trackOpen: () => Promise.resolve(),
      unsubscribe: (token) => (token === 'good' ? Promise.resolve() : missing()),
    },
    preferences: {
      read: (token) =>
        token === 'good'
          ? Promise.resolve({
              language: 'en',
              masked: 'a***@example.com',
              channel: 'email' as const,
              items: [{ purpose: 'marketing' as const, channel: 'email' as const, on: true }],
              pausedUntil: null,
            })
          : missing(),
      change: () => Promise.resolve(),
    },
    sampleFile: () => Promise.resolve(Buffer.from('a,b\r\n')),
    sampleShop: {
      state: () => Promise.resolve({ state: 'none', since: null, jobId: null, houseEmpty: true }),
      mayLoad: () => Promise.resolve(),
      load: () => Promise.resolve({ customers: 0, orders: 0, events: 0 }),
      mayRemove: () => Promise.resolve(),
      remove: () => Promise.resolve({}),
    },
  }
}

async function* stockOf(row: StockRow): AsyncGenerator<StockRow> {
  yield await Promise.resolve(row)
}

/** Ends when it is cancelled. */
function slowWork(signal: AbortSignal): Promise<Record<string, unknown>> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error('aborted')))
  })
}
