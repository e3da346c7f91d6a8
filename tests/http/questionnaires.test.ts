import { afterAll, beforeAll, expect, test } from 'vitest'
import { QUESTIONNAIRE_STARTERS } from '#act/questionnaires/questionnaire-starters.ts'
import type {
  CustomerQuestionnaires,
  QuestionnaireLink,
  QuestionnaireResults,
  Questionnaires,
  SavedQuestionnaire,
} from '#http/act/questionnaire-schemas.ts'
import type { NewSource } from '#http/collect/data-schemas.ts'
import type { Customer360, CustomerPage } from '#http/profile/customer-schemas.ts'
import { ManualClock, MINUTE_MS } from '#kernel/clock.ts'
import type { ShopServer } from './support/shop-server.ts'
import { openShopServer } from './support/shop-server.ts'

const clock = new ManualClock(new Date('2026-03-15T12:00:00Z'))
let shop: ShopServer

beforeAll(async () => {
  shop = await openShopServer(clock)
  await shop.ended((await shop.startImport('customers.csv', 'phone,gender\n13900001001,\n13900001002,female', 'customers')).id)
})
afterAll(() => shop?.close())

const label = (text: string) => ({ zh: `${text}？`, en: text })
const question = (name: string, kind: string, rest: object = {}) => ({
  name,
  label: label(name),
  kind,
  isRequired: false,
  options: [],
  least: null,
  most: null,
  field: null,
  ...rest,
})
const options = (...values: string[]) => values.map((value) => ({ value, label: label(value) }))
const CONTENT = {
  title: { zh: '欢迎', en: 'Welcome <b>you</b>' },
  intro: { zh: '', en: '' },
  consent: { zh: '我同意', en: 'I agree' },
  isPublic: true,
  questions: [
    question('gender', 'single', { options: options('female', 'male'), field: 'gender' }),
    question('likes', 'multiple', { options: options('tea', 'toys', 'books'), field: 'likes' }),
    question('pets', 'number', { least: 0, most: 20, field: 'pets', isRequired: true }),
    question('moved', 'date'),
  ],
}
const create = (id: string, content: object = CONTENT) => shop.admin.ask('POST', '/questionnaires', { id, content })
const idOf = async (q: string) => (await shop.get<CustomerPage>(`/customers?q=${q}`)).items[0]?.id ?? ''
const linkOf = async (customer: string, id = 'welcome') => {
  const made = await shop.admin.ask('POST', `/customers/${customer}/questionnaires/${id}/link`, {})
  return new URL(made.json<QuestionnaireLink>().url).pathname
}
const open = (path: string, language = 'en-GB') =>
  shop.server.app.inject({ method: 'GET', url: path, headers: { host: '127.0.0.1', 'accept-language': language } })
const post = (path: string, fields: readonly (readonly [string, string])[]) =>
  shop.server.app.inject({
    method: 'POST',
    url: path,
    headers: { host: '127.0.0.1', 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams([...fields] as [string, string][]).toString(),
  })
const AGREED = ['agreed', 'yes'] as const
const attributesOf = async (id: string) => {
  const { attributes, gender } = await shop.get<Customer360>(`/customers/${id}`)
  return [gender, Object.fromEntries(attributes.map(({ name, value }) => [name, value]))]
}
const listed = async (where: string) => (await shop.get<CustomerPage>(`/customers?${new URLSearchParams({ where }).toString()}`)).total
const one = async (id: string) => (await shop.get<Questionnaires>('/questionnaires')).items.find((each) => each.id === id)

test('one of every trade can be saved as it stands, and what is wrong is refused with the place', async () => {
  for (const { name, content } of QUESTIONNAIRE_STARTERS) {
    const made = await create(name, content)
    expect([name, made.statusCode, made.json<SavedQuestionnaire>().content]).toEqual([name, 201, content])
  }
  const refused = async (questions: readonly object[], id = 'wrong') => {
    const answer = await create(id, { ...CONTENT, questions })
    return [answer.statusCode, answer.json<{ code: string }>().code]
  }
  expect(await refused([question('a', 'single', { options: options('x') })])).toEqual([400, 'questionnaire-wrong'])
  expect(await refused([question('a', 'number'), question('a', 'number')])).toEqual([400, 'questionnaire-wrong'])
  expect(await refused([question('a', 'number', { field: 'gender' })])).toEqual([400, 'questionnaire-wrong'])
  expect(await refused([question('a', 'number')], 'No Id')).toEqual([400, 'questionnaire-wrong'])
  expect((await refused([]))[0]).toBe(400)
  expect((await refused([question('a', 'essay')]))[0]).toBe(400)
  expect((await create('retail')).statusCode).toBe(409)
})

test('a link is of one customer alone: it is opened, answered without a script, and answering again replaces', async () => {
  expect((await create('welcome')).statusCode).toBe(201)
  const customer = await idOf('13900001001')
  const path = await linkOf(customer)
  const form = await open(path)
  expect(form.statusCode).toBe(200)
  expect(form.body).toContain('Welcome &lt;b&gt;you&lt;/b&gt;')
  expect(form.body).not.toContain('<script')
  expect(form.body).not.toContain('name="contact"')
  expect((await open(path, 'zh-CN,zh;q=0.9')).body).toContain('欢迎')
  expect((await open(`${path}x`)).statusCode).toBe(404)
  const wrong = await post(path, [['pets', '99'], ['likes', 'tea'], AGREED])
  expect([wrong.statusCode, wrong.body.includes('role="alert"'), wrong.body.includes('value="tea" checked')]).toEqual([400, true, true])
  expect((await post(path, [['pets', '2']])).statusCode).toBe(400)
  const taken = await post(path, [['gender', 'male'], ['likes', 'tea'], ['likes', 'books'], ['pets', '2'], ['moved', '2025-01-31'], AGREED])
  expect([taken.statusCode, taken.body.includes('Thank you')]).toEqual([200, true])
  expect(await attributesOf(customer)).toEqual(['male', { likes: 'tea|books', pets: 2 }])
  expect(await one('welcome')).toMatchObject({ sent: 1, opened: 1, answered: 1 })
  clock.moveTo(new Date(clock.now().getTime() + MINUTE_MS))
  expect((await post(path, [['likes', 'toys'], ['pets', '3'], AGREED])).statusCode).toBe(200)
  expect(await attributesOf(customer)).toEqual(['male', { likes: 'toys', pets: 3 }])
  expect((await one('welcome'))?.answered).toBe(1)
  const { items } = await shop.get<CustomerQuestionnaires>(`/customers/${customer}/questionnaires`)
  expect(items.map(({ questionnaire, answers }) => [questionnaire, answers.map(({ answer }) => answer.en)])).toEqual([
    ['welcome', ['toys', '3']],
  ])
})

test('the public address takes answers of whoever is no customer yet, changes nothing of one, and thanks a program without keeping anything', async () => {
  expect((await open('/q/welcome')).body).toContain('name="contact"')
  expect((await open('/q/retail')).statusCode).toBe(404)
  expect((await post('/q/welcome', [['pets', '1'], ['contact', '13900001002'], ['website', 'spam'], AGREED])).statusCode).toBe(200)
  expect((await one('welcome'))?.answered).toBe(1)
  expect((await post('/q/welcome', [['pets', '1'], ['contact', 'not one'], AGREED])).statusCode).toBe(400)
  expect((await post('/q/welcome', [['pets', '1'], ['likes', 'tea'], ['contact', '13900001002'], AGREED])).statusCode).toBe(200)
  expect(await attributesOf(await idOf('13900001002'))).toEqual(['female', {}])
  expect((await one('welcome'))?.answered).toBe(1)
  expect((await post('/q/welcome', [['pets', '1'], ['contact', 'new@example.com'], AGREED])).statusCode).toBe(200)
  expect(await attributesOf(await idOf('new@example.com'))).toEqual(['', { pets: 1 }])
  expect((await one('welcome'))?.answered).toBe(2)
  // Whoever gives that address again may be anybody.
  expect((await post('/q/welcome', [['pets', '9'], ['gender', 'male'], ['contact', 'new@example.com'], AGREED])).statusCode).toBe(200)
  expect(await attributesOf(await idOf('new@example.com'))).toEqual(['', { pets: 1 }])
})

test('a mini-program answers with its write key, and what is no question or no answer is refused with the place', async () => {
  const app = (await shop.admin.ask('POST', '/sources', { name: 'Mini', kind: 'web', userIdKind: 'member_number' })).json<NewSource>()
  const send = async (body: object) => {
    const answer = await shop.server.app.inject({
      method: 'POST',
      url: '/api/v1/questionnaires/welcome/answers',
      headers: { host: '127.0.0.1', authorization: `Bearer ${app.writeKey}`, 'content-type': 'application/json' },
      payload: JSON.stringify(body),
    })
    return [answer.statusCode, answer.json<{ code?: string; known?: boolean; detail?: string }>()] as const
  }
  expect(await send({ phone: '13900001009', agreed: true, answers: { pets: 4, likes: ['toys'] } })).toEqual([200, { known: true }])
  expect((await send({ anonymousId: 'device-1', agreed: true, answers: { pets: 4 } }))[1]).toEqual({ known: false })
  for (const answers of [
    { pets: 4, secret: 'x' },
    { pets: 'many' },
    { pets: 4, likes: ['cars'] },
    { likes: ['tea'] },
    { pets: 4, moved: '2025-02-31' },
  ]) {
    const [status, { code }] = await send({ phone: '13900001009', agreed: true, answers })
    expect([answers, status, code]).toEqual([answers, 400, 'answer-wrong'])
  }
  expect((await send({ phone: '13900001009', agreed: false, answers: { pets: 4 } }))[1].code).toBe('answer-wrong')
  expect((await send({ agreed: true, answers: { pets: 4 } }))[1].code).toBe('answer-wrong')
})

test('the number of each answer is the number of people that it opens', async () => {
  const { questions } = await shop.get<QuestionnaireResults>('/questionnaires/welcome/results')
  expect(questions.map(({ name, values }) => [name, values.map(({ value, customers }) => [value, customers])])).toEqual([
    ['gender', []],
    ['likes', [['toys', 2]]],
    [
      'pets',
      [
        ['1', 1],
        ['3', 1],
        ['4', 1],
      ],
    ],
    ['moved', []],
  ])
  for (const { values } of questions.filter(({ name }) => name === 'likes'))
    for (const { where, customers } of values) expect([where, await listed(where)]).toEqual([where, customers])
  for (const { values } of questions) for (const { where } of values) expect(await listed(where)).toBeGreaterThan(0)
})

test('one that was put away is answered no more, and a customer who is not there gets no link', async () => {
  const customer = await idOf('13900001001')
  const path = await linkOf(customer)
  const away = await shop.admin.ask('PUT', '/questionnaires/welcome/archived', { archived: true })
  expect(away.json<SavedQuestionnaire>().archivedAt).not.toBeNull()
  expect([
    (await open(path)).statusCode,
    (await post(path, [['pets', '1'], AGREED])).statusCode,
    (await open('/q/welcome')).statusCode,
  ]).toEqual([404, 404, 404])
  const gone = await shop.admin.ask('POST', '/customers/00000000-0000-7000-8000-000000000001/questionnaires/retail/link', {})
  expect(gone.statusCode).toBe(404)
  expect((await shop.admin.ask('PUT', '/questionnaires/welcome', { base: 7, content: CONTENT })).statusCode).toBe(409)
})
