import { describe, expect, test } from 'vitest'
import { DAY_MS } from '#kernel/clock.ts'
import { Rng } from '#kernel/rng.ts'
import { LIFECYCLE_TIERS } from '#segment/lifecycle-tiers.ts'
import { classRules, tierRules } from '#segment/tier-rules.ts'
import { DEFAULT_TIER_SCHEME } from '#segment/tier-scheme.ts'
import { VALUE_CLASSES } from '#segment/value-classes.ts'
import type { AnalysedCustomer, Analysis } from '../analysis.ts'
import { renderReport } from './render-report.ts'

const asOf = new Date('2026-03-15T00:00:00Z')

describe('report', () => {
  const page = flat(renderReport(sample(), 'zh'))

  test('answers in one sentence, in both languages', () => {
    expect(page).toContain('在未来 60 天内不再下单的风险明显高于平均')
    expect(page).toMatch(/<b>\d+<\/b> of 120 recent customers are well above average risk not to order in the next 60 days/)
  })

  test('states its reliability in words before the customers at risk', () => {
    const english = page.slice(page.indexOf('<main class="en"'))
    const sure = english.indexOf('Medium confidence.')
    expect(sure).toBeGreaterThan(0)
    expect(sure).toBeLessThan(english.indexOf('<h1>'))
    expect(english).toContain('ranks them correctly 78 times in 100 (AUC 0.781; guessing gives 50)')
    expect(english).toContain('Of the riskiest 10%, 84% left, 1.9 times the overall 44%.')
    expect(english).toContain('<td class="">High risk</td>')
    expect(page).toContain('<td class="">高风险组</td>')
    expect(english).toContain('a predicted probability of 66.0% or more, where 44.0% of all leave')
  })

  test('a model no better than guessing calls no customer at risk, anywhere', () => {
    const analysis = hopeless(sample())
    for (const language of ['zh', 'en'] as const) {
      const whole = flat(renderReport(analysis, language))
      const page = whole.slice(
        whole.indexOf(`<main class="${language}"`),
        whole.indexOf('</main>', whole.indexOf(`<main class="${language}"`)),
      )
      expect(page).toContain(
        language === 'zh' ? '目前还无法用这份文件预测谁会流失' : 'Who will leave can&#39;t be predicted from this file yet.',
      )
      expect(page).toContain(language === 'zh' ? 'AUC 为 0.48' : 'reached an AUC of 0.48')
      expect(page).toContain(language === 'zh' ? '总体流失率为 44%' : '44% left in the test')
      expect(page).toContain(language === 'zh' ? '怎样才能预测' : 'What would help')
      expect(page).not.toMatch(/高风险|中风险|低风险|High risk|Medium risk|Low risk|class="tag (?:high|medium|low)"/)
      expect(page).not.toMatch(/likely|value at risk|风险金额|久未下单：|well above average/i)
    }
  })

  test('questions about the file come before everything else, and the columns before any figure of it', () => {
    const analysis = sample()
    const text = {
      zh: '17,474 行只有 2 位客户。列“x”是客户吗？',
      en: '17,474 lines, but only 2 customers. Is the column “x” the customer?',
    }
    const whole = flat(
      renderReport(
        { ...analysis, reading: { ...analysis.reading, questions: [{ code: 'few-customers', weight: 'blocking', accepted: true, text }] } },
        'en',
      ),
    )
    const english = whole.slice(whole.indexOf('<main class="en"'))
    const places = ['First, a question', text.en, 'Answered: it is so.', '<h1>', '<code>订单编号</code>', 'Revenue by month'].map((part) =>
      english.indexOf(part),
    )
    expect(places.every((place) => place > 0)).toBe(true)
    expect(places).toEqual(places.toSorted((a, b) => a - b))
    expect(page).not.toContain('请先确认')
  })

  test('explains how the file was read: each column and why, the meaning of status words, and the totals', () => {
    const english = page.slice(page.indexOf('<main class="en"'))
    const section = english.slice(english.indexOf('id="en-columns"'), english.indexOf('id="en-sales"'))
    for (const said of [
      'orders.csv, GB18030, sheet “三月”, heading in line 5, 12,000 rows',
      'its columns were recognised by their headings and values',
      '¥7,300,000.50 + US$120.00',
      'and 12 without a customer',
      '¥0.02, left out',
      '<td class="n">92%</td>',
      'its heading says order number',
      '<td class="">交易成功</td>',
      '<span class="sentence">a sale</span>',
      '1 line is a total.',
      'Dates are read as day/month/year.',
      'Numbers of “Unit price” are written with a decimal comma.',
      'Not read: <code>备注2</code>',
    ])
      expect(section).toContain(said)
    expect(page).toContain('¥7,300,000.50')
    expect(page).toContain('有 1 行是合计。')
  })

  test('loads nothing external, and runs no script', () => {
    expect(page).not.toMatch(/<script|<link|<img|<iframe|@import|url\((?!#)|src=/i)
    expect(page.replaceAll('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:\/\//)
    expect(page).toContain("default-src 'none'")
  })

  test.each(['zh', 'en'] as const)('opens in %s when asked to, with the other one inside', (language) => {
    const own = flat(renderReport(sample(), language))
    expect(own).toContain(`id="in-${language}" aria-label="${language === 'zh' ? '中文' : 'English'}" checked`)
    expect(own).toContain('<main class="zh" lang="zh-CN">')
    expect(own).toContain('<main class="en" lang="en">')
  })

  test('escapes whatever a file may hold', () => {
    const hostile = '<script>alert(1)</script>"\'&'
    const page = renderReport({ ...sample(), fileName: hostile, reading: { ...sample().reading, unusedColumns: [hostile] } }, 'en')
    expect(page).not.toContain('<script>')
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;')
  })

  test('shows accuracy next to that of guessing the majority', () => {
    expect(page).toContain('71.2%')
    expect(page).toMatch(/一律按多数情况判断可得 56\.0%/)
  })

  test('says so when there was too little to test', () => {
    const analysis = sample()
    const untested = renderReport(
      {
        ...analysis,
        churn: { ...analysis.churn, atRiskFrom: null, card: { ...analysis.churn.card, gate: 'untested', quality: null } },
      },
      'en',
    )
    expect(untested).toContain('Not enough data to test the prediction.')
    expect(untested).not.toContain('Do the probabilities come true?')
  })

  test('never shows an id of a customer in clear', () => {
    expect(page.includes('SECRET')).toBe(false)
    expect(/\*{4}\d{4}/.test(page)).toBe(true)
  })

  test('draws every chart for a wide page and for a phone, named for those who cannot see it', () => {
    const drawings = page.match(/<svg [^>]*aria-label="[^"]+"/g) ?? []
    expect(drawings.length).toBeGreaterThanOrEqual(2 * 2 * 10)
    expect(page.length).toBeLessThan(1_500_000)
  })

  test('renders without customers, months or strategies', () => {
    const analysis = sample()
    const bare: Analysis = {
      ...analysis,
      sales: { ...analysis.sales, months: [], cohorts: [] },
      customers: [],
      strategies: [],
      rfm: [],
      churn: {
        ...analysis.churn,
        scored: 0,
        atRiskFrom: null,
        atRisk: 0,
        listed: 0,
        causes: [],
        card: { ...analysis.churn.card, quality: null, importance: [], candidates: [] },
      },
    }
    expect(renderReport(bare, 'en')).toContain('no one to predict')
  })
})

/** The same file, where later data showed the model to be no better than guessing. */
function hopeless(analysis: Analysis): Analysis {
  const { churn } = analysis
  return {
    ...analysis,
    strategies: [],
    customers: analysis.customers.map((customer) => ({ ...customer, risk: customer.risk && { ...customer.risk, suggestion: null } })),
    files: [{ name: 'customers-by-spend.csv', rows: 12, holds: { zh: '按平常消费排列', en: 'By usual spend' } }],
    churn: {
      ...churn,
      atRiskFrom: null,
      atRisk: 0,
      atRiskSpend: 0,
      valueAtRisk: 0,
      listed: 12,
      causes: [],
      card: { ...churn.card, rung: 'base-rate', gate: 'failed', tried: { rung: 'trees', auc: 0.481 }, importance: [] },
    },
  }
}

/** Line breaks in markup are equivalent to blanks. */
function flat(page: string): string {
  return page.replaceAll(/\s+/g, ' ')
}

function sample(): Analysis {
  const rng = new Rng('report')
  const customers: AnalysedCustomer[] = Array.from({ length: 120 }, (_, i) => {
    const probability = rng.next()
    return {
      customerId: `id-${i}`,
      ids: [{ kind: 'member_number', value: `SECRET${String(i).padStart(4, '0')}` }],
      masked: `****${String(i).padStart(4, '0')}`,
      firstOrderAt: new Date(asOf.getTime() - 300 * DAY_MS),
      lastOrderAt: new Date(asOf.getTime() - rng.int(200) * DAY_MS),
      lastOrderId: `A${i}`,
      orders: 1 + rng.int(9),
      monetary: rng.uniform(50, 3000),
      averageOrder: rng.uniform(50, 300),
      r: 1 + rng.int(5),
      f: 1 + rng.int(5),
      m: 1 + rng.int(5),
      tier: rng.pick(LIFECYCLE_TIERS),
      valueClass: rng.pick(VALUE_CLASSES),
      favouriteCategory: '茶具',
      risk: {
        probability,
        tier: probability >= 0.8 ? 'high' : probability >= 0.5 ? 'medium' : 'low',
        cause: 'lapsed-cadence',
        reasons: [{ zh: '已 82 天没有下单，平时约 30 天一次', en: 'No order for 82 days; usually every 30 days' }],
        expectedSpend: 100 * (1 - probability),
        spendIfStayed: 100,
        valueAtRisk: 100 * probability,
        suggestion: {
          strategyId: 'lapsed-coupon',
          name: { zh: '久未下单：为您留了一份心意', en: 'Lapsed: we kept something for you' },
          heldOut: i % 5 === 0,
        },
      },
    }
  })
  const months = Array.from({ length: 14 }, (_, i) => ({
    month: new Date(Date.UTC(2025, 1 + i, 1)).toISOString().slice(0, 7),
    revenue: rng.uniform(2e5, 9e5),
    orders: 400 + rng.int(900),
    buyers: 300 + rng.int(500),
    newBuyers: 50 + rng.int(200),
    partial: i === 0 || i === 13,
  }))
  const atRisk = customers.filter((customer) => (customer.risk?.probability ?? 0) >= 0.66).length
  return {
    fileName: 'orders.csv',
    generatedAt: new Date('2026-03-16T08:00:00Z'),
    asOf,
    timeZone: 'UTC',
    currency: 'CNY',
    horizonDays: 60,
    horizonReason: { zh: '订单跨度 400 天', en: 'The orders span 400 days' },
    reading: {
      rows: 12000,
      stored: 11800,
      duplicates: 120,
      quarantined: 80,
      refusals: [{ reason: 'unreadable-date', field: { zh: '下单时间', en: 'Ordered at' }, rows: 80 }],
      layout: null,
      columns: [
        {
          name: 'orderId',
          field: { zh: '订单号', en: 'Order id' },
          column: '订单编号',
          confidence: 0.92,
          why: { zh: '列名为订单号', en: 'its heading says order number' },
        },
      ],
      unusedColumns: ['备注2'],
      encoding: 'gb18030',
      sheet: '三月',
      headingLine: 5,
      notes: [{ zh: '有 1 行是合计。', en: '1 line is a total.' }],
      truth: {
        orders: 5410,
        anonymousOrders: 12,
        customers: 120,
        sales: { CNY: 7_300_000.5, USD: 120 },
        refunds: { CNY: 32_000 },
        returns: 140,
        firstAt: '2025-02-08T00:00:00.000Z',
        lastAt: '2026-03-14T10:00:00.000Z',
        unanswered: { orders: 0, amounts: {} },
        tests: { orders: 2, sales: { CNY: 0.02 } },
        months: [{ month: '2026-02', orders: 310, sales: { CNY: 41_000 } }],
      },
      statuses: [{ field: 'status', word: '交易成功', rows: 11_000, counts: 'paid' }],
      dates: { order: 'dmy', sure: true },
      decimals: [{ name: 'unitPrice', field: { zh: '单价', en: 'Unit price' }, mark: ',', sure: true }],
      firstAt: new Date('2025-02-08T00:00:00Z'),
      lastAt: new Date('2026-03-14T10:00:00Z'),
      questions: [],
    },
    sales: {
      customers: 120,
      buyers: 118,
      orders: 5400,
      revenue: 7.2e6,
      returnLines: 140,
      returned: 32000,
      unconverted: [],
      anonymousLines: 40,
      repeatBuyers: 70,
      months,
      cohorts: months
        .slice(0, 13)
        .map(({ month }, i) => ({ month, size: 60 + i, active: [60 + i, ...Array.from({ length: 12 - i }, () => 10 + rng.int(20))] })),
    },
    tiers: LIFECYCLE_TIERS.map((tier) => ({
      tier,
      customers: 24,
      target: DEFAULT_TIER_SCHEME.tiers.targets[tier],
      monetary: rng.uniform(1e5, 1e6),
      valueAtRisk: rng.uniform(1e4, 9e4),
    })),
    tierRules: tierRules(DEFAULT_TIER_SCHEME, null, 'CNY'),
    classes: VALUE_CLASSES.map((valueClass) => ({ valueClass, customers: 30, monetary: rng.uniform(1e5, 1e6) })),
    classRules: classRules(DEFAULT_TIER_SCHEME),
    rfm: [1, 2, 3, 4, 5].flatMap((r) => [1, 2, 3, 4, 5].map((f) => ({ r, f, customers: rng.int(40), monetary: rng.uniform(100, 9000) }))),
    churn: {
      card: {
        id: 'churn',
        version: 1,
        rung: 'trees',
        rungReason: { zh: '梯度提升树在后续数据上预测最准', en: 'Boosted trees predicted later data best' },
        definition: {
          horizonDays: 60,
          activeWithinDays: 365,
          version: 'no-order/1/60/365',
          text: {
            zh: '最近 365 天内下过单的客户，在之后 60 天内没有再下单，即视为流失',
            en: 'Of customers with an order in the last 365 days, those without an order in the next 60 days',
          },
        },
        trainedAt: '2026-03-16T08:00:00Z',
        trainedOn: [{ asOf: '2026-01-14T00:00:00Z', customers: 110, churners: 50 }],
        quality: {
          auc: 0.781,
          accuracy: 0.712,
          baseAccuracy: 0.56,
          baseRate: 0.44,
          ece: 0.031,
          logLoss: 0.55,
          brier: 0.19,
          lift10: 1.9,
          customers: 110,
          churners: 48,
          asOf: '2026-01-14T00:00:00Z',
          reliability: Array.from({ length: 10 }, (_, i) => ({
            low: i / 10,
            high: (i + 1) / 10,
            predicted: i / 10 + 0.05,
            observed: Math.min(1, Math.max(0, i / 10 + rng.uniform(0, 0.12))),
            count: 11,
          })),
          liftCurve: [0, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1].map((share) => ({ share, captured: share ** 0.6 })),
          tiers: [
            { tier: 'high', customers: 30, precision: 0.84, recall: 0.5 },
            { tier: 'medium', customers: 30, precision: 0.6, recall: 0.3 },
            { tier: 'low', customers: 50, precision: null, recall: 0.2 },
          ],
        },
        candidates: [
          { rung: 'rules', auc: 0.7, logLoss: 0.6, ece: 0.1, chosen: false },
          { rung: 'trees-4', auc: 0.78, logLoss: 0.55, ece: 0.03, chosen: true },
        ],
        importance: [
          {
            feature: 'recency_days',
            label: { zh: '距上次下单天数', en: 'Days since the last order' },
            group: 'transactions',
            importance: 0.41,
          },
          {
            feature: 'gap_ratio',
            label: { zh: '距上次下单与平均间隔之比', en: 'Time since the last order vs. the customer’s mean gap' },
            group: 'cadence',
            importance: 0.22,
          },
        ],
        gate: 'passed',
        confidence: { level: 'medium', text: { zh: '', en: '' } },
        features: 100,
        slices: [],
        leakTest: { shuffledAuc: null, stopped: [] },
      },
      scored: 120,
      atRiskFrom: 0.66,
      listed: 12,
      usualSpend: 12_000,
      atRisk,
      atRiskSpend: 5200,
      expectedSpend: 9000,
      valueAtRisk: 6100,
      riskTiers: [
        { tier: 'high', customers: 25, valueAtRisk: 3000 },
        { tier: 'medium', customers: 35, valueAtRisk: 2000 },
        { tier: 'low', customers: 60, valueAtRisk: 1100 },
      ],
      histogram: Array.from({ length: 10 }, () => 5 + rng.int(15)),
      causes: [
        { cause: 'lapsed-cadence', customers: 30, valueAtRisk: 2000 },
        { cause: 'one-time-buyer', customers: 20, valueAtRisk: 900 },
      ],
    },
    customers,
    strategies: [
      {
        id: 'lapsed-coupon',
        name: { zh: '久未下单：为您留了一份心意', en: 'Lapsed: we kept something for you' },
        summary: { zh: '发送九折券邮件。', en: 'A 10% coupon by e-mail.' },
        offer: { zh: '全场九折券', en: '10% off everything' },
        channel: 'email',
        customers: 60,
        heldOut: 12,
        valueAtRisk: 4000,
        cost: 120,
        expectedGain: 900,
      },
    ],
    files: [{ name: 'at-risk-customers.csv', rows: 60, holds: { zh: '可能流失的客户', en: 'Customers likely to leave' } }],
  }
}
