import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { PERMISSIONS } from '#access/permission.ts'
import { ADMIN, firstAdmin, openHouse, Visitor } from './support/house.ts'
import type { House } from './support/house.ts'

const PASSWORD = 'a long enough password'

let house: House
let admin: Visitor

beforeAll(async () => {
  house = await openHouse()
  admin = await firstAdmin(house)
})

afterAll(() => house.close())

async function makeRole(name: string, permissions: readonly string[], sees = 'everyone'): Promise<string> {
  const made = await admin.ask('POST', '/roles', { name, permissions, sees })
  expect(made.statusCode).toBe(201)
  return made.json<{ id: string }>().id
}

/** Somebody with this role, logged in. */
async function person(email: string, role: string, stores: readonly string[] = []): Promise<{ visitor: Visitor; id: string }> {
  const made = await admin.ask('POST', '/users', { email, name: email, password: PASSWORD, role, stores })
  expect(made.statusCode).toBe(201)
  const visitor = new Visitor(house.app)
  await visitor.login(email, PASSWORD)
  return { visitor, id: made.json<{ id: string }>().id }
}

describe('roles as data', () => {
  test('the built-in ones come first and cannot be changed or deleted', async () => {
    const { items } = (await admin.ask('GET', '/roles')).json<{ items: { id: string; builtIn: boolean; permissions: string[] }[] }>()
    expect(items.slice(0, 4).map(({ id, builtIn }) => [id, builtIn])).toEqual([
      ['admin', true],
      ['operator', true],
      ['analyst', true],
      ['agent', true],
    ])
    expect(items[0]?.permissions).toEqual([...PERMISSIONS])
    for (const id of ['admin', 'operator', 'analyst', 'agent']) {
      expect((await admin.ask('PATCH', `/roles/${id}`, { permissions: ['audit:read'] })).json()).toMatchObject({ code: 'role-built-in' })
      expect((await admin.ask('DELETE', `/roles/${id}`)).json()).toMatchObject({ code: 'role-built-in' })
    }
  })

  test('a role is made, given, changed and felt at the next request, and deleted when nobody has it', async () => {
    const id = await makeRole('Auditor', ['audit:read'])
    const { visitor, id: user } = await person('auditor@example.com', id)
    expect((await visitor.ask('GET', '/audit')).statusCode).toBe(200)
    expect((await visitor.ask('GET', '/customers')).json()).toMatchObject({ code: 'permission-missing' })
    expect((await admin.ask('DELETE', `/roles/${id}`)).json()).toMatchObject({ code: 'role-in-use', status: 409 })

    const changed = await admin.ask('PATCH', `/roles/${id}`, { permissions: ['segments:read'], name: 'Reader' })
    expect(changed.json()).toMatchObject({ name: 'Reader', permissions: ['segments:read'], users: 1 })
    expect((await visitor.ask('GET', '/audit')).json()).toMatchObject({ code: 'permission-missing' })
    expect((await visitor.ask('GET', '/me')).json()).toMatchObject({ permissions: ['segments:read'], user: { roleName: 'Reader' } })

    await admin.ask('PATCH', `/users/${user}`, { role: 'analyst' })
    expect((await admin.ask('DELETE', `/roles/${id}`)).statusCode).toBe(204)
    expect((await admin.ask('PATCH', `/users/${user}`, { role: id })).json()).toMatchObject({ code: 'role-not-found' })
    const { items } = (await admin.ask('GET', '/audit?limit=200')).json<{ items: { action: string; target: string }[] }>()
    const done = items.filter(({ target }) => target === `role:${id}`).map(({ action }) => action)
    expect(done).toEqual(['role-deleted', 'role-changed', 'role-created'])
  })

  test('two roles of one name are refused, and so is a permission that does not exist', async () => {
    await makeRole('Desk', ['tasks:read'])
    expect((await admin.ask('POST', '/roles', { name: ' ＤＥＳＫ ', permissions: ['tasks:read'] })).json()).toMatchObject({
      code: 'role-name-taken',
    })
    expect((await admin.ask('POST', '/roles', { name: 'Admin', permissions: ['tasks:read'] })).json()).toMatchObject({
      code: 'role-name-taken',
    })
    const other = await makeRole('Desk 2', ['tasks:read'])
    expect((await admin.ask('PATCH', `/roles/${other}`, { name: 'desk' })).json()).toMatchObject({ code: 'role-name-taken' })
    expect((await admin.ask('POST', '/roles', { name: 'Root', permissions: ['root'] })).json()).toMatchObject({
      code: 'unknown-permission',
    })
    expect((await admin.ask('POST', '/roles', { name: '  ', permissions: ['tasks:read'] })).statusCode).toBe(400)
  })
})

describe('a role that goes or comes at the same moment', () => {
  /** Does something in a transaction of its own, asks for something that has to wait for it, and lets it happen. */
  async function behind(sql: string, values: readonly unknown[], ask: () => ReturnType<Visitor['ask']>) {
    const other = await house.engines.pg.connect()
    try {
      await other.query('BEGIN')
      await other.query(sql, [...values])
      const answer = ask()
      const waiting = "SELECT count(*)::int AS n FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
      await expect.poll(async () => (await house.engines.pg.query<{ n: number }>(waiting)).rows[0]?.n).toBe(1)
      await other.query('COMMIT')
      return await answer
    } finally {
      await other.query('ROLLBACK')
      other.release()
    }
  }
  const gone = 'DELETE FROM roles WHERE id = $1'

  test('is not found for an account that is made with it or given it', async () => {
    const { id: user } = await person('given@example.com', 'analyst')
    const first = await makeRole('Goes 1', ['audit:read'])
    const account = { email: 'late@example.com', name: 'Late', password: PASSWORD }
    const made = await behind(gone, [first], () => admin.ask('POST', '/users', { ...account, role: first }))
    expect(made.json()).toMatchObject({ code: 'role-not-found', status: 400 })
    const second = await makeRole('Goes 2', ['audit:read'])
    const given = await behind(gone, [second], () => admin.ask('PATCH', `/users/${user}`, { role: second }))
    expect(given.json()).toMatchObject({ code: 'role-not-found', status: 400 })
    expect((await admin.ask('POST', '/users', { ...account, role: 'analyst' })).statusCode).toBe(201)
  })

  test('is in use when somebody was given it first, and not found when somebody deleted it first', async () => {
    const { id: user } = await person('holder@example.com', 'analyst')
    const held = await makeRole('Held', ['audit:read'])
    const refused = await behind('UPDATE users SET role = $1 WHERE id = $2', [held, user], () => admin.ask('DELETE', `/roles/${held}`))
    expect(refused.json()).toMatchObject({ code: 'role-in-use', status: 409 })
    const twice = await makeRole('Twice', ['audit:read'])
    const late = await behind(gone, [twice], () => admin.ask('DELETE', `/roles/${twice}`))
    expect(late.json()).toMatchObject({ code: 'role-not-found', status: 404 })
    const changed = await makeRole('Changed', ['audit:read'])
    const patched = await behind(gone, [changed], () => admin.ask('PATCH', `/roles/${changed}`, { permissions: ['tasks:read'] }))
    expect(patched.json()).toMatchObject({ code: 'role-not-found', status: 404 })
    const { items } = (await admin.ask('GET', '/audit?limit=200')).json<{ items: { action: string; target: string }[] }>()
    expect(items.filter(({ action, target }) => action !== 'role-created' && target === `role:${twice}`)).toEqual([])
  })

  test('keeps its name from another that takes it', async () => {
    const role = await makeRole('Renamed', ['audit:read'])
    const sql = "INSERT INTO roles (id, name, name_key) VALUES ('other', 'Taken', $1)"
    const answer = await behind(sql, ['taken'], () => admin.ask('PATCH', `/roles/${role}`, { name: 'taken' }))
    expect(answer.json()).toMatchObject({ code: 'role-name-taken', status: 409 })
  })
})

describe('nobody gets more than they have', () => {
  test('not by a role, a person, a password, a key or a wider scope', async () => {
    const clerk = await makeRole('Clerk', ['users:manage', 'keys:manage', 'customers:read'])
    const auditor = await makeRole('Auditors', ['audit:read'])
    const { visitor: me, id: myself } = await person('clerk@example.com', clerk)
    const mine = (await admin.ask('GET', '/me')).json<{ user: { id: string } }>().user.id
    const { id: other } = await person('other@example.com', auditor)
    const refused = { code: 'permission-not-yours', status: 403 }

    expect((await me.ask('POST', '/roles', { name: 'Mine', permissions: ['customers:read', 'audit:read'] })).json()).toMatchObject(refused)
    expect((await me.ask('PATCH', `/roles/${clerk}`, { permissions: [...PERMISSIONS] })).json()).toMatchObject(refused)
    expect((await me.ask('PATCH', `/roles/${auditor}`, { permissions: ['customers:read'] })).json()).toMatchObject(refused)
    expect((await me.ask('DELETE', `/roles/${auditor}`)).json()).toMatchObject(refused)
    const account = { email: 'x@example.com', name: 'X', password: PASSWORD }
    expect((await me.ask('POST', '/users', { ...account, role: 'admin' })).json()).toMatchObject(refused)
    expect((await me.ask('PATCH', `/users/${myself}`, { role: 'admin' })).json()).toMatchObject(refused)
    expect((await me.ask('PATCH', `/users/${other}`, { role: clerk })).json()).toMatchObject(refused)
    expect((await me.ask('PATCH', `/users/${mine}`, { password: 'another long password' })).json()).toMatchObject(refused)
    expect((await me.ask('PATCH', `/users/${mine}`, { disabled: true })).json()).toMatchObject(refused)
    expect((await me.ask('POST', `/users/${mine}/reset-password`)).json()).toMatchObject(refused)
    expect((await me.ask('POST', '/api-keys', { name: 'k', permissions: ['audit:read'] })).json()).toMatchObject(refused)
    expect((await me.ask('POST', '/roles', { name: 'Smaller', permissions: ['customers:read'] })).statusCode).toBe(201)
    expect((await me.ask('POST', '/users', { ...account, role: clerk })).statusCode).toBe(201)
  })

  test('an administrator with a scope is no last administrator, and two cannot take each other down', async () => {
    const { visitor: second, id: secondId } = await person('second@example.com', 'admin')
    const first = (await admin.ask('GET', '/me')).json<{ user: { id: string } }>().user.id
    const [a, b] = await Promise.all([
      admin.ask('PATCH', `/users/${secondId}`, { role: 'analyst' }),
      second.ask('PATCH', `/users/${first}`, { stores: ['S1'] }),
    ])
    expect(a.statusCode === 200 && b.statusCode === 200).toBe(false)
    const left = await house.db.selectFrom('users').selectAll().where('role', '=', 'admin').where('disabled_at', 'is', null).execute()
    expect(left.filter(({ stores }) => stores.length === 0).length).toBeGreaterThan(0)
  })

  test('nor is one with another kind of limit', async () => {
    const only = await house.db.selectFrom('users').select('id').where('role', '=', 'admin').where('disabled_at', 'is', null).execute()
    for (const { id } of only.slice(1)) await house.db.updateTable('users').set({ role: 'analyst' }).where('id', '=', id).execute()
    const last = only[0]?.id ?? ''
    const visitor = new Visitor(house.app)
    await house.db.updateTable('users').set({ stores: [] }).where('id', '=', last).execute()
    await visitor.login(ADMIN.email, ADMIN.password)
    const { user } = (await visitor.ask('GET', '/me')).json<{ user: { id: string } }>()
    await house.db.updateTable('users').set({ role: 'admin', stores: [] }).where('id', '=', user.id).execute()
    if (user.id !== last) await house.db.updateTable('users').set({ role: 'analyst' }).where('id', '=', last).execute()
    await visitor.ask('PUT', '/business-lines/Only', { stores: ['S1'] })
    for (const limit of [{ regions: ['上海'] }, { businessLines: ['Only'] }])
      expect((await visitor.ask('PATCH', `/users/${user.id}`, limit)).json()).toMatchObject({ code: 'last-admin' })
  })
})
