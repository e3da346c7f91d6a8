import { afterAll, beforeAll, expect, test } from 'vitest'
import type { House, Visitor } from '../http/support/house.ts'
import { firstAdmin, openHouse } from '../http/support/house.ts'

let house: House
let admin: Visitor
beforeAll(async () => {
  house = await openHouse()
  admin = await firstAdmin(house)
})
afterAll(() => house.close())

test.each(['/%ff', '/api/v1/customers/%', '/api/v1/customers/%zz', '/v1/projects/%ff/settings'])(
  'the address %s is answered as a problem, without itself in the answer',
  async (url) => {
    const response = await house.app.inject({ method: 'GET', url, headers: { host: '127.0.0.1', cookie: admin.cookie } })
    expect([response.statusCode, response.headers['content-type']]).toEqual([400, 'application/problem+json; charset=utf-8'])
    expect(response.json<{ code: string }>().code).toBe('invalid-request')
    expect(response.body).not.toContain('%')
  },
)

const PART = 'content-disposition: form-data; name="file"; filename="a.csv"\r\n\r\na,b\r\n'
test.each([
  ['a boundary of 10,000 letters', `boundary=${'y'.repeat(10_000)}`, 'x'],
  ['a boundary of 257 letters', `boundary=${'y'.repeat(257)}`, `--${'y'.repeat(257)}\r\n${PART}`],
  ['an empty boundary', 'boundary=', 'x'],
  ['no boundary', '', 'x'],
  ['half a quotation', 'boundary="', 'x'],
  ['no end', 'boundary=x', `--x\r\n${PART}`],
  ['a part that is cut off', 'boundary=x', `--x\r\n${PART.slice(0, 40)}`],
])('an upload with %s is a bad request', async (_name, parameter, payload) => {
  const response = await house.app.inject({
    method: 'POST',
    url: '/api/v1/imports/preview',
    headers: {
      host: '127.0.0.1',
      cookie: admin.cookie,
      'x-csrf-token': admin.csrfToken,
      'content-type': `multipart/form-data; ${parameter}`,
    },
    payload,
  })
  expect([response.statusCode, response.json<{ code: string }>().code]).toEqual([400, 'bad-multipart'])
})

test.each(['2016-12-31T23:59:60Z', '2026-01-01T00:00:00Z[u-ca=hebrew]', '2026-02-29T00:00:00Z', '2026-01-01T24:00:00Z'])(
  'the time %s, which no date holds, is refused before a database sees it',
  async (time) => {
    for (const name of ['from', 'to']) {
      const response = await admin.ask('GET', `/audit?${name}=${encodeURIComponent(time)}`)
      expect([response.statusCode, response.json<{ code: string }>().code]).toEqual([400, 'invalid-request'])
    }
  },
)

test('of more requests at once than are worked on the rest is told when to come back, and people who have logged in are answered', async () => {
  const small = await openHouse({ work: { people: { total: 4, each: 4 }, others: { total: 2, each: 2 } } })
  try {
    const person = await firstAdmin(small)
    const login = () =>
      small.app.inject({
        method: 'POST',
        url: '/api/v1/login',
        headers: { host: '127.0.0.1' },
        payload: { email: 'nobody@example.com', password: 'wrong horse battery' },
      })
    const flood = Array.from({ length: 8 }, login)
    expect((await person.ask('GET', '/me')).statusCode).toBe(200)
    const answers = await Promise.all(flood)
    expect(answers.map(({ statusCode }) => statusCode).toSorted((a, b) => a - b)).toEqual([401, 401, 503, 503, 503, 503, 503, 503])
    const turnedAway = answers.find(({ statusCode }) => statusCode === 503)
    expect([turnedAway?.json<{ code: string }>().code, turnedAway?.headers['retry-after']]).toEqual(['busy', '1'])
    // What was answered is out of work again.
    expect((await login()).statusCode).toBe(401)
  } finally {
    await small.close()
  }
})
