import { describe, expect, test } from 'vitest'
import { checkTemplate, renderText } from './message-template.ts'
import type { MessageVariables } from './message-template.ts'
import { CHURN_CAUSES } from './strategy.ts'
import { strategyLibrary } from './strategy-library.ts'
import type { StrategyDefinition } from './strategy.ts'
import { validateStrategy } from './validate-strategy.ts'

const GOOD = strategyLibrary('CNY').find(({ id }) => id === 'lapsed-coupon')?.definition as StrategyDefinition
const body = (text: string): Partial<StrategyDefinition> => ({ content: { ...GOOD.content, body: { zh: text, en: text } } })

const VARIABLES: MessageVariables = {
  customer: { firstName: '' },
  shop: { name: 'A & B', url: 'https://shop.example.com/' },
  offer: { label: '10% off', percent: 10, validDays: 14 },
  coupon: { code: 'AAAAA-BBBBB', validUntil: '1 May 2026' },
  daysSinceLastOrder: null,
  favouriteCategory: '',
  unsubscribeUrl: 'https://u.example.com/',
}

test.each(['CNY', 'USD', 'JPY', 'CHF'])('every built-in strategy is valid, and renders in both languages, in %s', (currency) => {
  for (const { definition } of strategyLibrary(currency)) {
    validateStrategy(definition, currency)
    for (const language of ['zh', 'en'] as const) {
      const text = renderText(definition.content.body[language], VARIABLES) + renderText(definition.content.subject[language], VARIABLES)
      expect(text).not.toMatch(/\{\{|\}\}|undefined|null/)
    }
  }
})

test('built-in ids are unique, and each churn cause has an active strategy', () => {
  const library = strategyLibrary('CNY')
  expect(new Set(library.map(({ id }) => id)).size).toBe(library.length)
  const causes = new Set(
    library
      .filter(({ active }) => active)
      .flatMap(({ definition: { audience } }) => CHURN_CAUSES.filter((cause) => JSON.stringify(audience).includes(`"${cause}"`))),
  )
  expect([...causes].toSorted()).toEqual([
    'lapsed-cadence',
    'one-time-buyer',
    'other',
    'price-sensitive',
    'service-problem',
    'spend-drop',
    'visit-drop',
  ])
})

test.each<[string, Partial<StrategyDefinition>, string]>([
  ['no name', { name: { zh: ' ', en: '' } }, 'strategy-name'],
  ['blanks for an English name', { name: { zh: '', en: ' ' } }, 'strategy-name'],
  ['no hold-out and no word about it', { holdout: 0 }, 'holdout-waiver-needed'],
  ['hold-out out of range', { holdout: 0.95 }, 'strategy-number'],
  ['a draw by something else', { drawBy: 'household' as never }, 'strategy-draw-by'],
  ['half a day', { windowDays: 1.5 }, 'strategy-number'],
  ['another currency', { contactCost: { minor: 5, currency: 'USD' } }, 'strategy-currency'],
  ['a coupon of nothing', { offer: { ...GOOD.offer, discount: 0 } }, 'strategy-offer'],
  ['a discount that is no coupon', { offer: { ...GOOD.offer, kind: 'gift' } }, 'strategy-offer'],
  ['no text', body(''), 'strategy-content'],
  ['a contact that costs more than is kept', { contactCost: { minor: 1e14, currency: 'CNY' } }, 'strategy-number'],
  ['no subject', { content: { ...GOOD.content, subject: { zh: '', en: '' } } }, 'strategy-content'],
  ['a broken template', body('{{ customer.firstName '), 'template-invalid'],
  ['an unknown variable', body('{{ customer.password }}'), 'template-invalid'],
  ['an unknown filter', body('{{ shop.name | env }}'), 'template-invalid'],
  ['a file', body('{% include "/etc/passwd" %}'), 'template-invalid'],
  ['a loop', body('{% for i in (1..1000000000) %}x{% endfor %}'), 'template-invalid'],
])('refuses %s', (_name, changes, code) => {
  expect(() => validateStrategy({ ...GOOD, ...changes }, 'CNY')).toThrow(expect.objectContaining({ code }))
})

const COUPON = GOOD.offer
test.each<[string, (value: number) => Partial<StrategyDefinition>, number, number, number]>([
  ['expectedEffect', (expectedEffect) => ({ expectedEffect }), -1, 1, 0.01],
  ['holdout', (holdout) => ({ holdout, holdoutWaiver: 'Needed for the recall.' }), 0, 0.9, 0.01],
  ['offer.discount', (discount) => ({ offer: { ...COUPON, discount } }), 0.01, 1, 0.01],
  ['offer.validDays', (validDays) => ({ offer: { ...COUPON, validDays } }), 1, 365, 1],
  ['cooldownDays', (cooldownDays) => ({ cooldownDays }), 0, 365, 1],
  ['windowDays', (windowDays) => ({ windowDays }), 1, 180, 1],
  ['slaHours', (slaHours) => ({ slaHours }), 1, 720, 1],
  ['contactCost.minor', (minor) => ({ contactCost: { minor, currency: 'CNY' } }), 0, 100_000_000_000, 1],
  ['budget.minor', (minor) => ({ budget: { minor, currency: 'CNY' } }), 0, Number.MAX_SAFE_INTEGER, 1],
])('%s may be its least and its most, and nothing beyond', (_field, change, low, high, step) => {
  for (const value of [low, high]) expect(() => validateStrategy({ ...GOOD, ...change(value) }, 'CNY')).not.toThrow()
  for (const value of [low - step, high + step, Number.NaN])
    expect(() => validateStrategy({ ...GOOD, ...change(value) }, 'CNY')).toThrow(expect.objectContaining({ kind: 'invalid-input' }))
})

test.each<[string, Partial<StrategyDefinition>]>([
  ['a name in English only', { name: { zh: '', en: 'Coupon' } }],
  ['a name in Chinese only', { name: { zh: '优惠券', en: ' ' } }],
  ['a text in English only', { content: { ...GOOD.content, body: { zh: '', en: 'Come back' } } }],
  ['a text in Chinese only', { content: { ...GOOD.content, body: { zh: '欢迎回来', en: ' ' } } }],
  ['a subject in Chinese only', { content: { ...GOOD.content, subject: { zh: '您好', en: '' } } }],
  ['a subject in English only', { content: { ...GOOD.content, subject: { zh: ' ', en: 'Hello' } } }],
  ['no subject where it is no e-mail', { channel: 'agent_task', content: { ...GOOD.content, subject: { zh: '', en: '' } } }],
  ['a gift without a discount', { offer: { ...GOOD.offer, kind: 'gift', discount: 0, validDays: 0 } }],
])('takes %s', (_name, changes) => expect(() => validateStrategy({ ...GOOD, ...changes }, 'CNY')).not.toThrow())

test.each<[string, Partial<StrategyDefinition>, Readonly<Record<string, unknown>>]>([
  ['an unknown channel', { channel: 'fax' as never }, {}],
  ['a coupon without a day', { offer: { ...GOOD.offer, validDays: 0 } }, { reason: 'coupon' }],
  ['a budget in another currency', { budget: { minor: 5, currency: 'USD' } }, { field: 'budget', currency: 'CNY' }],
  ['a cost in another currency', { contactCost: { minor: 5, currency: 'USD' } }, { field: 'contactCost', currency: 'CNY' }],
  ['blanks for a subject', { content: { ...GOOD.content, subject: { zh: ' ', en: '\n' } } }, { reason: 'subject' }],
  ['blanks for a text', body('  \n'), { reason: 'body' }],
])('%s is refused with what is wrong', (_name, changes, details) => {
  expect(() => validateStrategy({ ...GOOD, ...changes }, 'CNY')).toThrow(expect.objectContaining({ details }))
})

test.each<[string, Partial<StrategyDefinition>, string]>([
  ['a cost', { contactCost: { minor: 5, currency: 'USD' } }, 'contactCost is in USD, but this shop counts in CNY'],
  ['a budget', { budget: { minor: 5, currency: 'JPY' } }, 'budget is in JPY, but this shop counts in CNY'],
])('%s in another currency is refused with both currencies', (_name, changes, sentence) => {
  expect(() => validateStrategy({ ...GOOD, ...changes }, 'CNY')).toThrow(sentence)
})

test('a holdout waiver needs a reason of ten characters, not blanks', () => {
  const waived = (holdoutWaiver: string) => () => validateStrategy({ ...GOOD, holdout: 0, holdoutWaiver }, 'CNY')
  expect(waived('法律要求通知全部顾客')).not.toThrow()
  for (const short of ['法律要求通知全部客', 'because     ', ' '.repeat(20)])
    expect(waived(short)).toThrow(expect.objectContaining({ code: 'holdout-waiver-needed' }))
})

test('a strategy without a control group needs a reason', () => {
  expect(() => validateStrategy({ ...GOOD, holdout: 0, holdoutWaiver: 'Required by law for this product recall.' }, 'CNY')).not.toThrow()
})

describe('templates', () => {
  test('nothing of the process is reachable', () => {
    process.env['LIUKE_CANARY'] = 'canary-7d1f'
    const attempts = [
      '{{ env.LIUKE_CANARY }}{{ process.env.LIUKE_CANARY }}{{ global.process }}',
      '{{ customer.constructor.constructor }}{{ shop.__proto__ }}{{ customer.firstName.constructor }}',
      '{{ "constructor" }}{% assign x = customer["constructor"] %}{{ x }}',
    ]
    for (const attempt of attempts) expect(renderText(attempt, VARIABLES)).not.toMatch(/canary-7d1f|function|native code|Object/)
    delete process.env['LIUKE_CANARY']
  })

  test('a message is plain text: nothing is escaped, not even by the filter', () => {
    expect(renderText('<b>{{ shop.name }}</b> {{ shop.name | escape }}', VARIABLES)).toBe('<b>A & B</b> A & B')
  })

  test.each([
    '{% assign x = (1..1000000000) %}',
    '{{ (1..1000000000) }}',
    '{{-(1 .. 1000000000)-}}',
    '{% assign big = 1000000000 %}{{ (1..big) }}',
    '{% if favouriteCategory == "tea" %}{{ (daysSinceLastOrder..1000000000) }}{% endif %}',
    '{% case (1..1000000000) %}{% when 1 %}{% endcase %}',
  ])('the range in %s is refused at save and at rendering, at once', (text) => {
    const startedAt = performance.now()
    expect(() => checkTemplate(text, { part: 'body', language: 'en' })).toThrow('too much time or memory')
    expect(() => renderText(text, VARIABLES)).toThrow('too much time or memory')
    expect(performance.now() - startedAt).toBeLessThan(500)
  })

  test.each([
    ['openings without an end', '{{'.repeat(50_000)],
    ['tags without an end', '{%'.repeat(50_000)],
    ['nested lists', `{{ a${'[a'.repeat(9_000)}${']'.repeat(9_000)} }}`],
    ['conditions', `{% if ${'true and '.repeat(9_000)}true %}1{% endif %}`],
    ['assignments', `{% assign a = "x" %}${'{% assign a = a | default: a %}'.repeat(3_000)}`],
    ['blocks in blocks', `${'{% if true %}'.repeat(3_000)}${'{% endif %}'.repeat(3_000)}`],
  ])('a template of 20,000 characters and more, of %s, is refused at once', (_name, text) => {
    const startedAt = performance.now()
    expect(() => checkTemplate(text, { part: 'body', language: 'en' })).toThrow('too much time or memory')
    expect(performance.now() - startedAt).toBeLessThan(200)
  })

  test('a range hidden by quotation marks that end a tag is stopped by the memory limit', () => {
    for (const text of ['{{ "%}" | default: "" | plus: (1..900000000) }}', '{{ "x\\" " | plus: (1..900000000) | plus: "" }}'])
      expect(() => renderText(text, VARIABLES)).toThrow('too much time or memory')
  })

  test('dots are fine in the text of a message', () => {
    expect(() =>
      checkTemplate('Wait.. {{ customer.firstName | default: "dear (1..2) customer" }}', { part: 'body', language: 'en' }),
    ).not.toThrow()
  })

  test('a fallback replaces an empty name', () => {
    expect(renderText('{{ customer.firstName | default: "there" }}', VARIABLES)).toBe('there')
  })
})
