import { afterAll, beforeAll, expect, test } from 'vitest'
import type { IdentityClaim } from '#collect/identity-claim.ts'
import type { IdentityProposals } from '#http/identity/proposal-schemas.ts'
import { ManualClock } from '#kernel/clock.ts'
import type { FileQuestion } from '#http/collect/import-preview-schemas.ts'
import type { CustomerPage } from '#http/profile/customer-schemas.ts'
import type { IdentityRulePreview, IdentityRuleState } from '#http/identity/identity-schemas.ts'
import type { ShopServer } from './support/shop-server.ts'
import { openShopServer } from './support/shop-server.ts'

const clock = new ManualClock(new Date('2026-03-15T08:00:00Z'))
let shop: ShopServer

beforeAll(async () => {
  shop = await openShopServer(clock)
})
afterAll(async () => {
  await shop?.close()
})

const HEAD = 'order_id,member_number,phone,email,ordered_at,product_id,quantity,unit_price\n'
const line = (id: string, member: string, phone: string, email: string, day: string) =>
  `${id},${member},${phone},${email},${day} 10:00:00,P1,1,10.00\n`
const bring = async (name: string, ...lines: string[]) =>
  await shop.ended((await shop.startImport(name, HEAD + lines.join(''), 'orders')).id)
const people = async () => (await shop.get<CustomerPage>('/customers?limit=50')).items
const named = (member: string, phone: string, name: string, day: string): IdentityClaim => ({
  identifiers: [
    { kind: 'member_number', value: member },
    { kind: 'phone', value: phone },
  ],
  source: 'test',
  seenAt: new Date(`${day}T00:00:00Z`),
  name,
})
const edges = async (rule: string) =>
  (
    await shop.house.engines.pg.query<{ kind: string; masked: string; reason: string; with_kind: string | null; seen: string }>(
      "SELECT kind, masked, reason, with_kind, to_char(seen_at AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS seen FROM identity_edges WHERE rule = $1 ORDER BY id",
      [rule],
    )
  ).rows

test('four members of a family on one e-mail stay four, a number that changed hands passes on, and a placeholder is nobody', async () => {
  const member = (n: number) => line(`F${n}`, `M${n}`, '', 'home@example.com', '2025-05-01')
  await bring('family.csv', member(1), member(2), member(3), member(4))
  expect(await people()).toHaveLength(4)
  await bring('address.csv', line('F5', '', '', 'home@example.com', '2025-06-01'))
  expect(await people()).toHaveLength(4)
  expect(await edges('shared')).toHaveLength(3)

  // In use until the autumn of 2023: that it was first named long before says nothing.
  await bring(
    'number.csv',
    line('N0', 'M5', '13912345678', '', '2022-01-01'),
    line('N1', 'M5', '13912345678', '', '2023-10-01'),
    line('N2', 'M6', '13912345678', '', '2025-02-01'),
  )
  expect(await people()).toHaveLength(6)
  // No name says whether the same person is back with another card or the number has changed hands: it is asked, once.
  expect(await edges('maybe-returned')).toMatchObject([
    { kind: 'phone', masked: '139****5678', with_kind: 'member_number', seen: '2025-02-01' },
  ])
  const asked = await shop.get<IdentityProposals>('/identity/proposals')
  expect(asked).toMatchObject({
    counts: { open: 1 },
    lastSearch: null,
    items: [{ chance: null, evidence: [{ field: 'silentNumber', level: 'names-unknown' }] }],
  })
  await shop.ended((await shop.admin.ask('POST', '/identity/proposals/search')).json<{ id: string }>().id)
  expect((await shop.get<IdentityProposals>('/identity/proposals')).items).toEqual(asked.items)
  await shop.house.identity.resolve([
    named('M50', '13912340050', '王芳', '2023-01-01'),
    named('M51', '13912340050', '李雷', '2025-02-01'),
    named('M52', '13912340052', '王芳', '2023-01-01'),
    named('M53', '13912340052', '王芳', '2025-02-01'),
  ])
  expect(await edges('taken-over')).toMatchObject([{ masked: '139****0050' }])
  expect(await shop.get<IdentityProposals>('/identity/proposals')).toMatchObject({
    counts: { open: 2 },
    items: [{}, { evidence: [{ level: 'names-alike' }] }],
  })

  await bring('till.csv', line('T1', 'M7', '13800138000', '', '2025-03-01'), line('T2', 'M8', '13800138000', '', '2025-03-02'))
  expect(await people()).toHaveLength(12)
  expect(await edges('blocked')).toMatchObject([
    { masked: '138****8000', reason: 'sample' },
    { masked: '138****8000', reason: 'sample' },
  ])
  const before = (await shop.house.engines.pg.query('SELECT count(*) AS n FROM identity_edges')).rows
  // A later file that says the same again adds nothing to the log.
  await bring('again.csv', line('T3', 'M8', '13800138000', '', '2025-03-03'), member(3).replace('F3', 'F9'))
  expect((await shop.house.engines.pg.query('SELECT count(*) AS n FROM identity_edges')).rows).toEqual(before)
})

test('rules are previewed, saved as versions with their author, and hold for the records after', async () => {
  const state = await shop.get<IdentityRuleState>('/identity/rules')
  expect(state).toMatchObject({ version: 0, versions: [] })
  const kinds = state.rules.kinds.map((one) => (one.kind === 'member_number' ? { ...one, perCustomer: 5 } : one))
  const rules = { ...state.rules, kinds, blocked: [{ kind: 'phone', value: '139 9999 1111', reason: 'the shop' }] }

  const same = await shop.admin.ask('POST', '/identity/rules/preview', { rules: state.rules })
  expect(same.json<IdentityRulePreview>()).toMatchObject({ merged: 0, split: 0, examples: [] })
  const preview = (await shop.admin.ask('POST', '/identity/rules/preview', { rules })).json<IdentityRulePreview>()
  // The family, and three pairs who had a number one after the other.
  expect(preview).toMatchObject({ merged: 10, split: 0, complete: true })
  expect(preview.examples[0]).toMatchObject({ change: 'merge', parts: 4 })
  expect(JSON.stringify(preview)).not.toMatch(/home@|13912345678/u)

  const saved = await shop.admin.ask('PUT', '/identity/rules', { base: 0, note: 'cards change', rules })
  expect(saved.statusCode).toBe(200)
  expect(saved.json<IdentityRuleState>()).toMatchObject({
    version: 1,
    rules: { blocked: [{ kind: 'phone', masked: '139****1111', reason: 'the shop' }] },
    versions: [{ version: 1, note: 'cards change' }],
  })
  expect(saved.body).not.toContain('9999')
  await bring(
    'cards.csv',
    line('C1', 'M20', '', 'li@example.com', '2026-01-01'),
    line('C2', 'M21', '13999991111', 'li@example.com', '2026-01-02'),
  )
  const two = await people()
  expect(two).toHaveLength(13)
  expect((await edges('blocked')).at(-1)).toMatchObject({ masked: '139****1111', reason: 'listed' })

  const late = await shop.admin.ask('PUT', '/identity/rules', { base: 0, rules: state.rules })
  expect([late.statusCode, late.json<{ code: string }>().code]).toEqual([409, 'identity-rules-changed'])
  const wrong = await shop.admin.ask('PUT', '/identity/rules', { base: 1, rules: { ...rules, maxRecords: 1 } })
  expect([wrong.statusCode, wrong.json()]).toMatchObject([400, { code: 'identity-rules-wrong', params: { place: 'maxRecords' } }])
  const { rows } = await shop.house.engines.pg.query("SELECT detail FROM audit_log WHERE action = 'identity-rules-saved'")
  expect(rows).toMatchObject([{ detail: { version: 1, before: 0 } }])
})

test('orders under a phone that two cards share are told of, and are one person’s once the shop allows two cards', async () => {
  const { version, rules } = await shop.get<IdentityRuleState>('/identity/rules')
  const allow = async (base: number, perCustomer: number) => {
    const kinds = rules.kinds.map((one) => (one.kind === 'member_number' ? { ...one, perCustomer } : one))
    expect((await shop.admin.ask('PUT', '/identity/rules', { base, rules: { ...rules, kinds } })).statusCode).toBe(200)
  }
  const cards = [line('W1', 'M30', '13722223333', '', '2025-10-01'), line('W2', 'M31', '137 2222 3333', '', '2025-11-01')]
  const till = [line('W3', '', '13722223333', '', '2026-01-01'), line('W4', '', '', '', '2026-01-01')]
  const told = async (name: string, lines: string[]) => {
    const { result } = (await bring(name, ...lines)).job
    const { importId, anonymousOrders, questions } = result as Record<string, unknown>
    const shared = (questions as FileQuestion[]).filter(({ code }) => code === 'shared-identifiers')
    return { importId: String(importId), anonymousOrders, shared: shared.map(({ text }) => text.en) }
  }
  await allow(version, 1)
  await bring('cards-by-phone.csv', ...cards)
  const before = (await people()).length
  const first = await told('till-phones.csv', till)
  expect(first).toMatchObject({ anonymousOrders: 2, shared: [expect.stringMatching(/^1 order names only a phone/u)] })
  expect(await people()).toHaveLength(before)

  // As the question says: allow two cards, take the import back, import the customers and the orders again.
  await allow(version + 1, 2)
  const undone = await shop.admin.ask('POST', `/imports/${first.importId}/undo`)
  await shop.ended(undone.json<{ id: string }>().id)
  await bring('cards-by-phone.csv', ...cards)
  expect(await people()).toHaveLength(before - 1)
  expect(await told('till-phones.csv', till)).toMatchObject({ anonymousOrders: 1, shared: [] })
})
