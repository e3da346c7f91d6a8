import { afterAll, beforeAll, expect, test } from 'vitest'
import { IDLE_MS } from '#access/session-rules.ts'
import type { PasswordReset, User } from '#http/access/access-schemas.ts'
import { ADMIN, firstAdmin, openHouse, Visitor } from './support/house.ts'
import type { House } from './support/house.ts'

const LI = { email: 'li@example.com', name: 'Li', password: 'another horse battery', role: 'operator' as const }
let house: House
let admin: Visitor
let li: User

beforeAll(async () => {
  house = await openHouse()
  admin = await firstAdmin(house)
  li = (await admin.ask('POST', '/users', LI)).json<User>()
})
afterAll(async () => {
  await house.close()
})

const entered = async (password: string = LI.password): Promise<Visitor> => {
  const visitor = new Visitor(house.app)
  await visitor.login(LI.email, password)
  return visitor
}
const endOf = async (visitor: Visitor): Promise<unknown> => {
  const answer = await visitor.ask('GET', '/me')
  return [answer.statusCode, answer.json<{ params?: { ended?: string } }>().params?.ended]
}

test('a temporary password is shown once, ends every session and must be changed before anything else', async () => {
  const before = await entered()
  for (let i = 0; i < 6; i += 1) await new Visitor(house.app).login(LI.email, 'a wrong password')
  const answer = await admin.ask('POST', `/users/${li.id}/reset-password`)
  const { password, user } = answer.json<PasswordReset>()
  expect(answer.headers['cache-control']).toBe('no-store')
  expect(password).toMatch(/^([a-hj-km-np-z2-9]{4}-){3}[a-hj-km-np-z2-9]{4}$/)
  expect(user).toMatchObject({ id: li.id, mustChangePassword: true })
  expect(await endOf(before)).toEqual([401, 'password-reset'])
  expect((await new Visitor(house.app).login(LI.email, LI.password)).statusCode).toBe(401)

  const after = await entered(password)
  expect((await after.ask('GET', '/me')).json()).toMatchObject({ user: { mustChangePassword: true } })
  for (const path of ['/customers', '/overview', '/permissions', '/tasks']) {
    const refused = await after.ask('GET', path)
    expect([path, refused.statusCode, refused.json<{ code: string }>().code]).toEqual([path, 403, 'password-change-needed'])
  }
  const same = await after.ask('POST', '/me/password', { current: password, next: password })
  expect([same.statusCode, same.json<{ code: string }>().code]).toEqual([400, 'same-password'])
  const changed = await after.ask('POST', '/me/password', { current: password, next: LI.password })
  after.remember(changed)
  expect(changed.json()).toMatchObject({ user: { mustChangePassword: false } })
  expect((await after.ask('GET', '/overview')).statusCode).toBe(200)

  const { items } = (await admin.ask('GET', `/audit?action=password-reset`)).json<{ items: object[] }>()
  expect(items).toMatchObject([{ actorName: ADMIN.name, target: `user:${li.id}`, targetName: { zh: 'Li', en: 'Li' }, detail: {} }])
  const { rows } = await house.engines.pg.query<{ text: string }>(`SELECT string_agg(u::text, ' ') AS text FROM users u`)
  expect(rows[0]?.text).not.toContain(password)
})

test('only who manages users may reset, and nobody is not somebody', async () => {
  const visitor = await entered()
  expect((await visitor.ask('POST', `/users/${li.id}/reset-password`)).statusCode).toBe(403)
  const nobody = await admin.ask('POST', '/users/00000000-0000-4000-8000-000000000000/reset-password')
  expect([nobody.statusCode, nobody.json<{ code: string }>().code]).toEqual([404, 'user-not-found'])
})

test('a session that is over says why, to its holder alone', async () => {
  const left = await entered()
  const cookie = left.cookie
  await left.ask('POST', '/logout')
  left.cookie = cookie
  expect(await endOf(left)).toEqual([401, 'signed-out'])

  const moved = await entered()
  await admin.ask('PATCH', `/users/${li.id}`, { role: 'analyst' })
  expect(await endOf(moved)).toEqual([401, 'role-changed'])

  const [here, there] = [await entered(), await entered()]
  here.remember(await here.ask('POST', '/me/password', { current: LI.password, next: 'a third horse battery' }))
  expect(await endOf(there)).toEqual([401, 'password-changed'])

  await admin.ask('PATCH', `/users/${li.id}`, { disabled: true })
  expect(await endOf(here)).toEqual([401, 'disabled'])
  expect(await endOf(new Visitor(house.app))).toEqual([401, undefined])

  house.clock.moveTo(new Date(house.clock.now().getTime() + IDLE_MS))
  expect(await endOf(admin)).toEqual([401, 'expired'])
})

test('the audit log is searched by actor, action, target and time', async () => {
  await admin.login(ADMIN.email, ADMIN.password)
  const find = async (query: string) =>
    (await admin.ask('GET', `/audit?limit=200&${query}`)).json<{ items: { actor: string; action: string; target: string; at: string }[] }>()
      .items
  const all = await find('')
  expect(await find('target=Li')).toEqual(all.filter(({ target }) => target === `user:${li.id}`))
  expect(await find(`target=${li.id}&action=login`)).toEqual(
    all.filter(({ target, action }) => target === `user:${li.id}` && action === 'login'),
  )
  expect(await find(`actor=user:${li.id}`)).toEqual(all.filter(({ actor }) => actor === `user:${li.id}`))
  const noon = all[0]?.at ?? ''
  expect((await find(`from=${noon}`)).every(({ at }) => at >= noon)).toBe(true)
  expect(await find(`to=${noon}`)).toEqual(all.filter(({ at }) => at < noon))
  expect(await find('target=%25')).toEqual([])
  const facets = (await admin.ask('GET', '/audit/facets')).json<{ actors: { actor: string; name: string }[]; actions: string[] }>()
  expect(facets.actors).toContainEqual({ actor: `user:${li.id}`, name: 'Li' })
  expect(facets.actions).toContain('password-reset')
})
