import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { MINUTE_MS } from '#kernel/clock.ts'
import { IDLE_MS } from '#access/session-rules.ts'
import { ADMIN, firstAdmin, openHouse, Visitor, openAccess } from './support/house.ts'
import type { House } from './support/house.ts'

let house: House
let admin: Visitor

beforeAll(async () => {
  house = await openHouse()
})
afterAll(async () => {
  await house.close()
})

function later(ms: number): void {
  house.clock.moveTo(new Date(house.clock.now().getTime() + ms))
}

describe('set-up', () => {
  test('says that an administrator is needed, and takes only the printed code', async () => {
    const visitor = new Visitor(house.app)
    expect((await visitor.ask('GET', '/setup')).json()).toMatchObject({
      needed: true,
      demo: false,
      project: { currency: { value: 'CNY', source: 'default' } },
    })
    const wrong = await visitor.ask('POST', '/setup', { code: 'AAAAA-AAAAA', ...ADMIN })
    expect(wrong.statusCode).toBe(403)
    expect(wrong.json()).toMatchObject({ code: 'wrong-setup-code' })
    const code = await house.services.access.setup.code()
    expect(code).toMatch(/^(?:[2-9A-HJ-NP-Z]{5}-){3}[2-9A-HJ-NP-Z]{5}$/)
    // Another node prints the same one.
    expect(await openAccess(house.db, house.keyring, house.clock).setup.code()).toBe(code)
    const weak = await visitor.ask('POST', '/setup', { code, ...ADMIN, password: 'aaaaaaaaaaaa' })
    expect(weak.json()).toMatchObject({ code: 'weak-password', status: 400 })
  })

  test('logs the first administrator in and is gone afterwards', async () => {
    const code = await house.services.access.setup.code()
    admin = await firstAdmin(house)
    const me = await admin.ask('GET', '/me')
    expect(me.json()).toMatchObject({ user: { name: 'Ada', role: 'admin' }, timeZone: 'Asia/Shanghai', currency: 'CNY' })
    const visitor = new Visitor(house.app)
    expect((await visitor.ask('GET', '/setup')).statusCode).toBe(404)
    expect((await visitor.ask('POST', '/setup', { code, ...ADMIN })).statusCode).toBe(404)
    expect(await house.services.access.setup.code()).toBeNull()
  })
})

describe('sessions', () => {
  test('the cookie is closed to scripts and other sites, and only its hash is stored', async () => {
    const visitor = new Visitor(house.app)
    const response = await visitor.login(' ADMIN@example.com ', ADMIN.password)
    expect(response.headers['set-cookie']).toMatch(/^liuke_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=86400$/)
    const token = visitor.cookie.split('=')[1] ?? ''
    const { rows } = await house.engines.pg.query<{ text: string }>('SELECT string_agg(s::text, $1) AS text FROM sessions s', [' '])
    expect(rows[0]?.text).not.toContain(token)
  })

  test('a change without the token of the session is refused', async () => {
    const visitor = new Visitor(house.app)
    await visitor.login(ADMIN.email, ADMIN.password)
    visitor.csrfToken = ''
    expect((await visitor.ask('PATCH', '/me', { name: 'Eve' })).json()).toMatchObject({ status: 403, code: 'csrf-token-missing' })
    visitor.csrfToken = admin.csrfToken
    expect((await visitor.ask('PATCH', '/me', { name: 'Eve' })).statusCode).toBe(403)
  })

  test('ends when idle, after logout, and when the cookie is wrong', async () => {
    const visitor = new Visitor(house.app)
    await visitor.login(ADMIN.email, ADMIN.password)
    later(IDLE_MS - MINUTE_MS)
    expect((await visitor.ask('GET', '/me')).statusCode).toBe(200)
    later(IDLE_MS - MINUTE_MS)
    expect((await visitor.ask('GET', '/me')).statusCode).toBe(200)
    later(IDLE_MS)
    expect((await visitor.ask('GET', '/me')).statusCode).toBe(401)
    await visitor.login(ADMIN.email, ADMIN.password)
    const old = visitor.cookie
    expect((await visitor.ask('POST', '/logout')).statusCode).toBe(204)
    visitor.cookie = old
    expect((await visitor.ask('GET', '/me')).statusCode).toBe(401)
    visitor.cookie = `${old.slice(0, -1)}A`
    expect((await visitor.ask('GET', '/me')).statusCode).toBe(401)
  })

  test('a new password ends every other session of the person', async () => {
    const [here, there] = [new Visitor(house.app), new Visitor(house.app)]
    await here.login(ADMIN.email, ADMIN.password)
    await there.login(ADMIN.email, ADMIN.password)
    const wrong = await here.ask('POST', '/me/password', { current: 'not this one', next: 'a new long password' })
    expect(wrong.json()).toMatchObject({ status: 400, code: 'wrong-password' })
    const changed = await here.ask('POST', '/me/password', { current: ADMIN.password, next: 'a new long password' })
    here.remember(changed)
    expect(changed.statusCode).toBe(200)
    expect((await here.ask('GET', '/me')).statusCode).toBe(200)
    expect((await there.ask('GET', '/me')).statusCode).toBe(401)
    expect((await new Visitor(house.app).login(ADMIN.email, ADMIN.password)).statusCode).toBe(401)
    here.remember(await here.ask('POST', '/me/password', { current: 'a new long password', next: ADMIN.password }))
    admin = here
  })
})

describe('lockout', () => {
  test.each([
    ['an account', ADMIN.email],
    ['an address that nobody has', 'nobody@example.com'],
  ])('%s is closed for a growing while after five failures, in the same words', async (_name, email) => {
    const visitor = new Visitor(house.app)
    const answers = []
    for (let i = 0; i < 6; i += 1) answers.push(await visitor.login(email, 'a wrong password'))
    expect(answers.map((answer) => answer.statusCode)).toEqual([401, 401, 401, 401, 401, 429])
    expect(answers[5]?.json()).toMatchObject({ code: 'login-locked' })
    expect(answers[5]?.headers['retry-after']).toBe('30')
    expect((await visitor.login(email, ADMIN.password)).statusCode).toBe(429)
    later(31_000)
    expect((await visitor.login(email, 'a wrong password')).statusCode).toBe(401)
    expect((await visitor.login(email, 'a wrong password')).headers['retry-after']).toBe('60')
    later(61_000)
  })

  test('a right password after the wait opens the account and forgets the failures', async () => {
    const visitor = new Visitor(house.app)
    expect((await visitor.login(ADMIN.email, ADMIN.password)).statusCode).toBe(200)
    expect((await visitor.login(ADMIN.email, 'wrong again')).statusCode).toBe(401)
    expect((await visitor.login(ADMIN.email, ADMIN.password)).statusCode).toBe(200)
  })

  test.each([
    ['an account', ADMIN.email],
    ['an address that nobody has', 'stranger@example.com'],
  ])('guesses at %s count on all nodes together', async (_name, email) => {
    const nodes = [house.services.access, openAccess(house.db, house.keyring, house.clock)]
    for (let i = 0; i < 5; i += 1) await expect(nodes[i % 2]?.login.login(email, 'wrong')).rejects.toThrow('not right')
    for (const node of nodes) await expect(node.login.login(email, 'wrong')).rejects.toThrow('try again in 30 seconds')
    later(31_000)
    await admin.login(ADMIN.email, ADMIN.password)
  })

  test('guesses at the same moment all count', async () => {
    const guesses = await Promise.all(Array.from({ length: 8 }, () => new Visitor(house.app).login(ADMIN.email, 'wrong')))
    expect(guesses.every((guess) => guess.statusCode === 401 || guess.statusCode === 429)).toBe(true)
    expect((await new Visitor(house.app).login(ADMIN.email, ADMIN.password)).statusCode).toBe(429)
    later(20 * MINUTE_MS)
    await admin.login(ADMIN.email, ADMIN.password)
  })
})

describe('people and keys', () => {
  test('a new role ends the sessions of the person; the last administrator stays', async () => {
    const created = await admin.ask('POST', '/users', {
      email: 'op@example.com',
      name: 'Op',
      password: 'operator long one',
      role: 'operator',
    })
    expect(created.statusCode).toBe(201)
    const { id } = created.json<{ id: string }>()
    const again = await admin.ask('POST', '/users', {
      email: 'OP@example.com',
      name: 'Op',
      password: 'operator long one',
      role: 'operator',
    })
    expect(again.json()).toMatchObject({ status: 409, code: 'email-taken' })
    const operator = new Visitor(house.app)
    await operator.login('op@example.com', 'operator long one')
    expect((await operator.ask('GET', '/users')).statusCode).toBe(403)
    await admin.ask('PATCH', `/users/${id}`, { role: 'agent' })
    expect((await operator.ask('GET', '/me')).statusCode).toBe(401)
    await operator.login('op@example.com', 'operator long one')
    await admin.ask('PATCH', `/users/${id}`, { password: 'a password set by Ada' })
    expect((await operator.ask('GET', '/me')).statusCode).toBe(401)
    expect((await operator.login('op@example.com', 'a password set by Ada')).statusCode).toBe(200)
    await admin.ask('PATCH', `/users/${id}`, { disabled: true })
    expect((await operator.login('op@example.com', 'a password set by Ada')).statusCode).toBe(401)
    const me = (await admin.ask('GET', '/me')).json<{ user: { id: string } }>().user.id
    expect((await admin.ask('PATCH', `/users/${me}`, { role: 'agent' })).json()).toMatchObject({ code: 'last-admin', status: 409 })
  })

  test('a key does what it was given and nothing else, and stops when revoked', async () => {
    const made = await admin.ask('POST', '/api-keys', { name: 'export', permissions: ['customers:read'] })
    expect(made.statusCode).toBe(201)
    const { key, apiKey } = made.json<{ key: string; apiKey: { id: string; hint: string } }>()
    expect(key).toMatch(/^lk_[\w-]{43}$/)
    const headers = { authorization: `Bearer ${key}` }
    const program = new Visitor(house.app)
    expect((await program.ask('GET', '/customers', undefined, headers)).statusCode).toBe(200)
    expect((await program.ask('GET', '/overview', undefined, headers)).json()).toMatchObject({ code: 'permission-missing', status: 403 })
    expect((await program.ask('GET', '/me', undefined, headers)).statusCode).toBe(403)
    expect((await admin.ask('GET', '/api-keys')).body).not.toContain(key)
    expect((await admin.ask('DELETE', `/api-keys/${apiKey.id}`)).statusCode).toBe(204)
    expect((await program.ask('GET', '/customers', undefined, headers)).statusCode).toBe(401)
    expect((await admin.ask('POST', '/api-keys', { name: 'x', permissions: ['root'] })).json()).toMatchObject({
      code: 'unknown-permission',
    })
  })

  test('a key ends with its owner, and loses what its owner may no longer do; so do the keys made with it', async () => {
    const email = 'second@example.com'
    const password = 'second administrator'
    const created = await admin.ask('POST', '/users', { email, name: 'Second', password, role: 'admin' })
    const { id } = created.json<{ id: string }>()
    const second = new Visitor(house.app)
    await second.login(email, password)
    const program = new Visitor(house.app)
    const made = await second.ask('POST', '/api-keys', { name: 'first', permissions: ['customers:read', 'audit:read', 'keys:manage'] })
    const first = { authorization: `Bearer ${made.json<{ key: string }>().key}` }
    const child = await program.ask('POST', '/api-keys', { name: 'child', permissions: ['customers:read', 'audit:read'] }, first)
    const childs = { authorization: `Bearer ${child.json<{ key: string }>().key}` }
    const answers = async (url: string): Promise<number[]> => [
      (await program.ask('GET', url, undefined, first)).statusCode,
      (await program.ask('GET', url, undefined, childs)).statusCode,
    ]
    expect([await answers('/customers'), await answers('/audit')]).toEqual([
      [200, 200],
      [200, 200],
    ])
    await admin.ask('PATCH', `/users/${id}`, { role: 'analyst' })
    expect([await answers('/customers'), await answers('/audit')]).toEqual([
      [200, 200],
      [403, 403],
    ])
    await admin.ask('PATCH', `/users/${id}`, { disabled: true })
    expect(await answers('/customers')).toEqual([401, 401])
    await admin.ask('PATCH', `/users/${id}`, { disabled: false })
    expect(await answers('/customers')).toEqual([200, 200])
    await house.engines.pg.query('DELETE FROM sessions WHERE user_id = $1', [id])
    await house.engines.pg.query('DELETE FROM users WHERE id = $1', [id])
    expect(await answers('/customers')).toEqual([401, 401])
  })
})

describe('audit', () => {
  test('names who did what, without addresses or passwords, and finds any change', async () => {
    const list = await admin.ask('GET', '/audit?limit=200')
    const { items } = list.json<{ items: { id: number; actorName: string; action: string }[] }>()
    expect(items.map((item) => item.action)).toEqual(
      expect.arrayContaining(['set-up', 'login', 'login-failed', 'user-created', 'key-revoked']),
    )
    expect(items.find((item) => item.action === 'user-created')?.actorName).toBe('Ada')
    const { rows } = await house.engines.pg.query<{ text: string }>('SELECT string_agg(a::text, $1) AS text FROM audit_log a', [' '])
    expect(rows[0]?.text).not.toMatch(/example\.com|operator long|horse/)
    expect((await admin.ask('GET', '/audit/check')).json()).toEqual({ entries: items.length, intact: true, firstBrokenId: null })
  })

  test('pages without gaps or repeats', async () => {
    const seen: number[] = []
    let cursor = ''
    do {
      const page = (await admin.ask('GET', `/audit?limit=7${cursor}`)).json<{ items: { id: number }[]; nextCursor: string | null }>()
      seen.push(...page.items.map((item) => item.id))
      cursor = page.nextCursor === null ? '' : `&cursor=${page.nextCursor}`
    } while (cursor !== '')
    expect(new Set(seen).size).toBe(seen.length)
    expect(seen).toEqual(seen.toSorted((a, b) => b - a))
  })

  test.each([
    ['a changed entry', `UPDATE audit_log SET target = 'user:x' WHERE id = 3`, 3],
    ['an entry that was cut out', 'DELETE FROM audit_log WHERE id = 5', 6],
    ['a cut-off end', 'DELETE FROM audit_log WHERE id = (SELECT max(id) FROM audit_log)', null],
  ])('finds %s', async (_name, statement, brokenId) => {
    await house.engines.pg.query('CREATE TABLE audit_copy AS SELECT * FROM audit_log')
    await house.engines.pg.query(statement)
    const check = (await admin.ask('GET', '/audit/check')).json<{ intact: boolean; firstBrokenId: number }>()
    await house.engines.pg.query('TRUNCATE audit_log')
    await house.engines.pg.query('INSERT INTO audit_log OVERRIDING SYSTEM VALUE SELECT * FROM audit_copy')
    await house.engines.pg.query('DROP TABLE audit_copy')
    expect(check.intact).toBe(false)
    expect(check.firstBrokenId).toBe(brokenId ?? check.firstBrokenId)
  })
})
