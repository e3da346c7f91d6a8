import type { StockRow } from '#http/predict/demand-schemas.ts'
import type { AppParts } from '#http/app.ts'
import type { Page } from '#kernel/page.ts'

const nothing = <T>(): Promise<Page<T>> => Promise.resolve({ items: [], nextCursor: null })
const empty = <T>(): Promise<T[]> => Promise.resolve([])
const none = () => Promise.resolve(null)

type Stages = Omit<AppParts, 'access' | 'clock' | 'health' | 'jobs' | 'project' | 'reads' | 'sources' | 'vault'>

/** Stages that have nothing to say: enough to ask every route. */
export function quietStages(): Stages {
  const absent = () => Promise.reject(new Error('not in this test'))
  const setting = (value: string) => ({ value, source: 'default' as const })
  const settings = () => ({
    currency: setting('CNY'),
    timeZone: setting('Asia/Shanghai'),
    country: setting('CN'),
    shopName: setting('Liuke'),
  })
  return {
    projectAdmin: {
      settings,
      state: () => Promise.resolve({ settings: settings(), unconverted: [] }),
      check: () => undefined,
      change: () => Promise.resolve(false),
      adopt: () => Promise.resolve(),
      rates: empty,
      saveRates: empty,
      removeRate: () => Promise.resolve(false),
    },
    profiles: { refresh: () => Promise.resolve({ customers: 0 }) },
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
    work: {
      trainChurn: (_body, context) => slowWork(context.signal),
      trainValue: (_body, context) => slowWork(context.signal),
      forecastDemand: (context) => slowWork(context.signal),
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
    attributes: { list: empty, rename: absent, remove: absent },
    imports: {
      preview: (file) =>
        Promise.resolve({
          fileName: file.fileName,
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
          remembered: null,
        }),
      checkOrder: () => Promise.resolve(),
      run: (file) => Promise.resolve({ rows: 1, fileName: file.fileName }),
      list: nothing,
      undoReport: absent,
      undo: absent,
    },
    quarantine: {
      list: nothing,
      summary: () => Promise.resolve({ items: [], origins: [] }),
      view: absent,
      replay: absent,
      replayAll: absent,
      dismiss: () => Promise.resolve(0),
      csv: async function* () {
        yield ''
        await Promise.resolve()
      },
    },
    metrics: {
      read: ({ includeDuplicates }) =>
        Promise.resolve({
          definitionVersion: 'test',
          includeDuplicates,
          lines: 0,
          customers: 0,
          invoices: 0,
          revenue: 0,
          currency: 'CNY',
          unconverted: [],
          returns: 0,
          firstAt: null,
          lastAt: null,
        }),
    },
    strategies: {
      list: empty,
      byId: none,
      create: absent,
      update: absent,
      setState: absent,
      reachOf: none,
      previewMessage: absent,
      sendTest: absent,
    },
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
          expiresAt: '2026-06-01T00:00:00.000Z',
        }),
      check: () => Promise.resolve(),
      run: () => Promise.resolve({ runId: '00000000-0000-7000-8000-000000000001' }),
      list: nothing,
      byId: none,
      sends: nothing,
      settleSend: absent,
      message: absent,
    },
    tasks: {
      list: nothing,
      complete: absent,
      owners: empty,
      create: () => Promise.resolve({ created: 0, firstId: null }),
      byId: absent,
      take: absent,
      assign: absent,
    },
    identity: { separate: absent },
    care: {
      addNote: absent,
      setConsent: absent,
      consents: absent,
      stop: absent,
      lift: absent,
      survivors: (_scope, ids) => Promise.resolve([...ids]),
    },
    webhooks: { list: empty, create: absent, disable: () => Promise.resolve(false), test: () => Promise.resolve(null) },
    signals: { standing: empty, setAside: empty, retry: () => Promise.resolve(false) },
    effects: { list: empty, byRun: none },
    links: {
      click: (token) => Promise.resolve(token === 'good' ? 'https://shop.example/' : null),
      open: () => Promise.resolve(),
      mayUnsubscribe: (token) => Promise.resolve(token === 'good'),
      unsubscribe: (token) => Promise.resolve(token === 'good'),
    },
    firstRun: { sampleFile: () => Promise.resolve(Buffer.from('a,b\r\n')), facts: () => Promise.resolve(NO_FACTS) },
    sampleShop: {
      jobs: { load: { kind: 'load-sample-shop', queue: 'import' }, remove: { kind: 'remove-sample-shop', queue: 'import' } },
      state: () => Promise.resolve({ state: 'none', since: null, houseEmpty: true }),
      mayLoad: () => Promise.resolve(),
      load: () => Promise.resolve({}),
      mayRemove: () => Promise.resolve(),
      remove: () => Promise.resolve({}),
    },
  }
}

const NO_FACTS = {
  customers: 0,
  orders: 0,
  withEmail: 0,
  reachable: 0,
  sampleData: false,
  emailReady: false,
  webhookReady: false,
  gate: null,
  scored: 0,
  active: 0,
  usableByEmail: 0,
  usableOtherwise: 0,
  runs: 0,
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
