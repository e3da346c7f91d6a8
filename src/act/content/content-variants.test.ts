import { expect, test } from 'vitest'
import { AppError } from '#kernel/app-error.ts'
import { checkContent } from './check-content.ts'
import { contentFindings } from './content-findings.ts'
import { chooseVariant, variantSegments, withVariant } from './content-variants.ts'
import { judgeVariants } from './judge-variants.ts'
import type { ContentVariant, EmailForm, MessageContent } from './message-content.ts'
import { lostVariants, segmentFindings } from './variant-findings.ts'
import type { VariantSegment } from './variant-ports.ts'
import { VariantPicker } from './variant-picker.ts'

const both = (zh: string, en = zh) => ({ zh, en })
const words = (zh: string, en = zh) => ({ sms: { text: both(zh, en), templates: {} } })
const variant = (id: string, when: Partial<ContentVariant['when']>, forms: Partial<ContentVariant> = words(`${id}!`)): ContentVariant => ({
  id,
  name: id.toUpperCase(),
  when: { segment: null, language: null, ...when },
  ...forms,
})
const content = (variants: readonly ContentVariant[], more: Partial<MessageContent> = {}): MessageContent => ({
  name: 'Test',
  purpose: 'transactional',
  ...words('各位', 'everybody'),
  fallbacks: {},
  utm: null,
  variants,
  ...more,
})
const inside =
  (...segments: readonly string[]) =>
  (segment: string) =>
    segments.includes(segment)

test('the first variant whose conditions hold is taken, and everybody else gets the content', () => {
  const said = content([
    variant('vip', { segment: 'gold' }),
    variant('new', { segment: 'fresh', language: 'en' }),
    variant('english', { language: 'en' }),
  ])
  const taken = (language: 'zh' | 'en', ...segments: readonly string[]) =>
    chooseVariant(said, { channel: 'sms', language, isIn: inside(...segments) })?.id ?? null
  expect(taken('en', 'gold', 'fresh')).toBe('vip')
  expect(taken('en', 'fresh')).toBe('new')
  expect(taken('zh', 'fresh')).toBe(null)
  expect(taken('en')).toBe('english')
  expect(variantSegments(said)).toEqual(['gold', 'fresh'])
})

test('a variant is for the channels that it writes, and one without a condition is for nobody', () => {
  const push = { push: { title: both('p'), body: both('p'), url: '', imageUrl: '' } }
  const said = content([variant('all', {}), variant('pushed', { segment: 'gold' }, push), variant('later', { segment: 'gold' })])
  const taken = (channel: 'sms' | 'push' | 'email') => chooseVariant(said, { channel, language: 'zh', isIn: inside('gold') })?.id ?? null
  expect([taken('sms'), taken('push'), taken('email')]).toEqual(['later', 'pushed', null])
})

test('what a variant leaves empty is that of the content, language by language', () => {
  const base: EmailForm = {
    subject: both('新茶', 'New tea'),
    preheader: both('春天', 'Spring'),
    body: { kind: 'blocks', blocks: { zh: [{ kind: 'divider' }], en: [{ kind: 'coupon' }] } },
    fromName: 'Hill Tea',
  }
  const own: EmailForm = {
    subject: both('', 'For you'),
    preheader: both('', ''),
    body: { kind: 'text', text: both('给您', '') },
    replyTo: 'vip@shop.example',
  }
  const vip = variant('vip', { segment: 'gold' }, { email: own })
  const said = content([vip], { email: base })
  expect(withVariant(said, vip, 'zh').email).toEqual({
    ...base,
    subject: both('新茶', 'For you'),
    body: own.body,
    replyTo: 'vip@shop.example',
  })
  expect(withVariant(said, vip, 'en').email?.body).toEqual(base.body)
  expect(withVariant(said, vip, 'en').sms).toBe(said.sms)
  expect(withVariant(said, null, 'en')).toBe(said)
})

test('links, templates and notes of the other forms are filled in too', () => {
  const template = { code: 'T1', params: [] }
  const base = content([], {
    sms: { text: both('大家', 'all'), templates: { '*': { code: 'S1', params: [] } } },
    wechat: { kind: 'template', text: both('大家'), template, url: 'https://a.example/', miniProgram: null },
    push: { title: both('t'), body: both('b'), url: 'https://a.example/', imageUrl: 'https://a.example/i.png' },
    agent_task: { title: both('call'), script: both('say'), slaHours: 24 },
    webhook: { note: 'note' },
  })
  const one = variant(
    'one',
    { segment: 's' },
    {
      sms: { text: both('', 'you'), templates: { aliyun_sms: { code: 'A1', params: [] } } },
      wechat: { kind: 'template', text: both('', ''), template: null, url: '', miniProgram: null },
      push: { title: both('T', ''), body: both('', ''), url: '', imageUrl: '' },
      agent_task: { title: both('', ''), script: both('ask', ''), slaHours: 2 },
      webhook: { note: ' ' },
    },
  )
  const said = withVariant(base, one, 'zh')
  expect(said.sms).toEqual({
    text: both('大家', 'you'),
    templates: { '*': { code: 'S1', params: [] }, aliyun_sms: { code: 'A1', params: [] } },
  })
  expect(said.wechat).toEqual(base.wechat)
  expect(said.push).toEqual({ ...base.push, title: both('T', 't') })
  expect(said.agent_task).toEqual({ title: both('call'), script: both('ask', 'say'), slaHours: 2 })
  expect(said.webhook).toEqual({ note: 'note' })
  // A template of one kind of WeChat message says nothing to another.
  const service = { ...one, wechat: { kind: 'service' as const, text: both('hi'), template: null, url: '', miniProgram: null } }
  expect(withVariant(base, service, 'zh').wechat?.template).toBe(null)
})

const problem = (said: MessageContent, publish = true): unknown => {
  try {
    checkContent(said, publish)
    return null
  } catch (error) {
    return error instanceof AppError ? [error.code, error.details['place'] ?? error.details['part']] : error
  }
}

test('what is wrong with a variant is told with its place', () => {
  const vip = variant('vip', { segment: 'gold' })
  expect(problem(content([vip]))).toBe(null)
  expect(problem(content([vip, { ...vip, name: 'Other' }]))).toEqual(['content-wrong', 'variants[1].id'])
  expect(problem(content([vip, { ...vip, id: 'v2' }]))).toEqual(['content-wrong', 'variants[1].name'])
  expect(problem(content([{ ...vip, id: 'base' }]))).toEqual(['content-wrong', 'variants[0].id'])
  expect(problem(content([{ ...vip, ...words('{{ x }}') }]))).toEqual(['template-invalid', 'variants[0].sms.text'])
  expect(problem(content([variant('vip', {})]))).toEqual(['content-wrong', 'variants[0].when'])
  expect(problem(content([variant('vip', {})]), false)).toBe(null)
  expect(problem(content([variant('vip', { segment: 'gold' }, {})]))).toEqual(['content-wrong', 'variants[0].forms'])
  expect(problem(content([variant('vip', { segment: 'gold' }, { webhook: { note: 'x' } })]))).toEqual([
    'content-wrong',
    'variants[0].webhook',
  ])
  const mjml = {
    email: { subject: both('x'), preheader: both(''), body: { kind: 'mjml' as const, mjml: both('<mjml><mj-nothing/></mjml>') } },
  }
  const base = { email: { subject: both('x'), preheader: both(''), body: { kind: 'text' as const, text: both('x') } } }
  expect(problem(content([variant('vip', { segment: 'gold' }, mjml)], base))).toEqual(['mjml-wrong', 'variants[0].email.body'])
})

test('findings name the variant, and do not repeat what it leaves to the content', () => {
  const subject = both('春季新茶上市', 'A subject that goes on and on and never says what the mail is about')
  const text = {
    kind: 'blocks' as const,
    blocks: { zh: [], en: [{ kind: 'text' as const, text: 'A few words about the new tea of this spring.' }] },
  }
  const base = { email: { subject, preheader: both(''), body: text } }
  const vip = variant(
    'vip',
    { segment: 'gold' },
    { email: { subject: both('', ''), preheader: both(''), body: { kind: 'text', text: both('{{ favouriteCategory }}') } } },
  )
  const { sms: _none, ...said } = content([vip], base)
  expect(contentFindings(said).map(({ code, variant: of }) => [code, of])).toEqual([
    ['no-fallback', 'VIP'],
    ['long-subject', undefined],
  ])
})

test('a variant that nobody can get is told: without a condition, behind a wider one, or with a segment that is gone', () => {
  const said = content([
    variant('a', { language: 'en' }),
    variant('b', { segment: 's', language: 'en' }),
    variant('c', {}),
    variant('d', { segment: 's' }),
  ])
  expect(contentFindings(said).map(({ code, variant: of }) => [code, of])).toEqual([
    ['variant-for-nobody', 'C'],
    ['variant-never-reached', 'B'],
  ])
  const states = new Map<string, VariantSegment>([['s', { name: 'Gold', problem: 'archived' }]])
  expect(segmentFindings(said, states).map(({ code, severity, variant: of }) => [code, severity, of])).toEqual([
    ['variant-segment-gone', 'error', 'B'],
    ['variant-segment-gone', 'error', 'D'],
  ])
  expect(lostVariants(said, states)).toEqual(['B', 'D'])
  const own = content([variant('a', { segment: 's' })], { sms: { text: both('x'), templates: { '*': { code: 'S1', params: [] } } } })
  expect(contentFindings(own).map(({ code }) => code)).toEqual(['variant-base-template'])
})

test('of each variant it is said why a customer gets it or not', () => {
  const said = content([
    variant('a', { segment: 'gone' }),
    variant('b', { segment: 's', language: 'en' }),
    variant('c', { segment: 't' }),
    variant('d', { language: 'zh' }),
    variant('e', { segment: 's' }),
  ])
  const states = new Map<string, VariantSegment>([
    ['gone', { name: '', problem: 'missing' }],
    ['s', { name: 'Gold', problem: null }],
    ['t', { name: 'New', problem: null }],
  ])
  expect(
    judgeVariants(said, { channel: 'sms', language: 'zh', states, isIn: inside('s') }).map(({ id, segment, reason }) => [
      id,
      segment,
      reason,
    ]),
  ).toEqual([
    ['a', '', 'segment_gone'],
    ['b', 'Gold', 'other_language'],
    ['c', 'New', 'not_in_segment'],
    ['d', '', 'taken'],
    ['e', 'Gold', 'earlier'],
  ])
})

test('a block is read at once, nothing is read where no segment is asked for, and a repeated message stays what it was', async () => {
  const reads: unknown[] = []
  const picker = new VariantPicker({
    segments: {
      members: (ids, customers) => {
        reads.push([ids, customers])
        return Promise.resolve(new Map([['gold', new Set(['c1', 'c2'])]]))
      },
    },
    ledger: {
      variantsOf: (keys) => {
        reads.push(keys)
        return Promise.resolve([{ sendKey: 'k2', variant: '', name: '' }])
      },
    },
  })
  const said = content([variant('vip', { segment: 'gold' })])
  const ask = (i: number, isRepeat = false, of = said) => ({
    key: `k${i}`,
    customerId: `c${i}`,
    channel: 'sms' as const,
    language: 'zh' as const,
    content: of,
    isRepeat,
  })
  const plain = content([])
  expect(await picker.choose([ask(1, false, plain)])).toEqual(new Map())
  expect((await picker.choose([ask(1, false, content([variant('zh', { language: 'zh' })]))])).get('k1')?.id).toBe('zh')
  expect(reads).toEqual([])
  const chosen = await picker.choose([ask(1), ask(2, true), ask(3), ask(4, false, plain)])
  expect([...chosen].map(([key, of]) => [key, of?.id ?? null])).toEqual([
    ['k2', null],
    ['k1', 'vip'],
    ['k3', null],
  ])
  expect(reads).toEqual([['k2'], [['gold'], ['c1', 'c3']]])
})
