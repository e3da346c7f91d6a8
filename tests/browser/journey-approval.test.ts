import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { systemActor } from '#access/actor.ts'
import { NEW_JOURNEY } from '#act/journeys/new-journey.ts'
import { importAndProfile } from '../../src/main/import-and-profile.ts'
import { openConsoleHouse } from '../support/console-house.ts'
import type { ConsoleHouse } from '../support/console-house.ts'
import { settle } from '../support/settle.ts'
import type { OpenRequests } from '../support/settle.ts'
import { barriers } from './barriers.ts'
import { useConsole } from './use-console.ts'

// A journey for many is published by one person, read and approved by another, and live then. The same of a strategy.

const ADMIN = { name: 'Ada Admin', email: 'ada@shop.example', password: 'a long sentence to remember' }
const OLGA = { name: 'Olga Operator', email: 'olga@shop.example', password: ADMIN.password, role: 'operator', language: 'en' } as const
const SOON = { timeout: 45_000 }
/** Where to put pictures of the pages; none are made without it. */
const pictures = process.env['LIUKE_PICTURES']

let server: ConsoleHouse
let page: Page
let requests: OpenRequests
let journeyId: string

const open = async () => {
  const house = await openConsoleHouse({ start: new Date('2026-03-16T04:00:00Z'), env: {} })
  const rows = Array.from({ length: 8 }, (_, i) => `M${i},c${i}@example.com,yes`)
  const file = join(house.dataDir, 'people.csv')
  await writeFile(file, ['会员号,email,email consent', ...rows].join('\n'))
  await importAndProfile(house.house, { file, fileName: 'people.csv', kind: 'customers', onProfiles: () => undefined })
  return house
}

useConsole(open, { admin: ADMIN, timeoutMs: 45_000 }, (opened) => ({ server, page, requests } = opened))

const button = (name: string) => page.getByRole('button', { name, exact: true })
const picture = async (name: string) => {
  if (pictures === undefined) return
  for (const width of [1440, 390]) {
    await page.setViewportSize({ width, height: 900 })
    await settle(page, requests)
    await page.screenshot({ path: `${pictures}/approval-${name}-${width}.png`, fullPage: true })
  }
  await page.setViewportSize({ width: 1440, height: 900 })
}
const enter = async ({ email, password }: Pick<typeof ADMIN, 'email' | 'password'>) => {
  await page.context().clearCookies()
  const answer = await page.request.post(`${server.url}/api/v1/login`, { data: { email, password } })
  expect(answer.status()).toBe(200)
}

test('who publishes a journey for many is told that it asks somebody else, and waits', async () => {
  const { house } = server
  await house.access.users.create(systemActor('test'), OLGA)
  await house.approvals.saveRule({ isOn: true, people: 3, waiver: '' }, 'test')
  const made = await house.journeys.create(
    {
      ...NEW_JOURNEY,
      name: 'Every morning',
      entry: { kind: 'audience', every: 'day', at: '09:00' },
      steps: [{ id: 'wait', name: '', kind: 'wait', wait: { kind: 'for', duration: { n: 1, unit: 'hour' } }, next: null }],
      first: 'wait',
    },
    'test',
  )
  journeyId = made.id
  await page.goto(`${server.url}/retain/journeys/${journeyId}?step=review`)
  await page.getByText('It would reach 8 customers', { exact: false }).waitFor(SOON)
  await picture('ask')
  await button('Ask for approval').click()
  await page.getByRole('tooltip').getByRole('button', { name: 'Ask for approval', exact: true }).click()
  await page.getByText('May approve: Olga Operator.', { exact: false }).waitFor(SOON)
  await page.getByText('You can’t approve your own work.').waitFor(SOON)
  await page.getByText('1. Wait for 1 hour. Then: the end').waitFor(SOON)
  await picture('waiting-own')
  await settle(page, requests)
  expect(await barriers(page)).toEqual([])
  expect((await house.journeys.one(journeyId)).state).toBe('draft')
})

test('somebody else finds it among the approvals, reads it, and it is live', async () => {
  await enter(OLGA)
  await page.goto(`${server.url}/retain/approvals`)
  const title = page.getByRole('link', { name: 'Every morning' })
  await title.waitFor(SOON)
  await picture('list')
  await title.click()
  await page.getByText('Entry: customers who match, every day at 09:00.').waitFor(SOON)
  await page.getByText('Nothing is wrong with it.').waitFor(SOON)
  await picture('waiting-other')
  await settle(page, requests)
  expect(await barriers(page)).toEqual([])
  await button('Approve').click()
  await page.getByText('It reaches 8 customers and goes live at once.').waitFor(SOON)
  await page.getByRole('dialog').getByRole('button', { name: 'Approve', exact: true }).click()
  await page.getByText('Approved. It is live now.').waitFor(SOON)
  await expect.poll(async () => (await server.house.journeys.one(journeyId)).state, SOON).toBe('live')
  await page.getByText('Customers enter this one').waitFor(SOON)
  await picture('live')
})

test('one that was sent back is a draft again, with the reason above it', async () => {
  const { house } = server
  const { definition } = await house.journeys.one(journeyId)
  const { id, version } = await house.journeys.create({ ...definition, name: 'Every evening' }, 'test')
  await house.journeys.publish(id, version, 'test')
  const approval = (await house.journeys.said({ id, version }))?.id ?? ''
  const olga = (await house.access.users.list()).find(({ email }) => email === OLGA.email)
  await house.approvals.decide(approval, { approve: false, reason: 'Too often' }, `user:${olga?.id}`)
  await page.goto(`${server.url}/retain/journeys/${id}`)
  await page.getByText('Too often').waitFor(SOON)
  await page.getByRole('textbox', { name: 'Name', exact: true }).waitFor(SOON)
  await picture('refused')
  await settle(page, requests)
  expect(await barriers(page)).toEqual([])
})

test('a strategy waits on its card, and is active once somebody else agreed', async () => {
  const { strategies } = server.house
  const [one] = await strategies.current()
  if (one === undefined) throw new Error('There are no strategies.')
  const made = await strategies.save(
    { ...one.definition, name: { zh: '给所有人', en: 'For everybody' }, audience: { all: [] }, channel: 'agent_task' },
    'test',
  )
  await page.goto(`${server.url}/retain/strategies`)
  const card = page.getByRole('article', { name: 'For everybody' })
  await card.getByRole('button', { name: 'Activate', exact: true }).click()
  await card.getByText('Waiting for approval', { exact: true }).waitFor(SOON)
  await picture('strategy')
  await settle(page, requests)
  expect(await barriers(page)).toEqual([])
  await enter(ADMIN)
  await page.goto(`${server.url}/retain/strategies?state=waiting`)
  await card.getByText('What it does', { exact: true }).click()
  await card.getByText('Channel: a task.').waitFor(SOON)
  await card.getByRole('button', { name: 'Approve', exact: true }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Approve', exact: true }).click()
  await expect.poll(async () => (await strategies.current()).find(({ id }) => id === made.id)?.state, SOON).toBe('active')
})

test('a segment is archived after it is said where it is used', async () => {
  const { house } = server
  const segment = await house.segments.create(
    { name: 'Gold', description: '', kind: 'dynamic', grain: 'customers', condition: { condition: { all: [] } } },
    'test',
  )
  await house.journeys.create({ ...NEW_JOURNEY, name: 'Gold journey', audience: { segment: segment.id } }, 'test')
  await page.goto(`${server.url}/customers/groups/${segment.id}`)
  await button('Archive Gold').click()
  const dialog = page.getByRole('dialog', { name: 'Archive Gold' })
  await dialog.getByRole('link', { name: 'Gold journey' }).waitFor(SOON)
  await picture('archive')
  await settle(page, requests)
  expect(await barriers(page)).toEqual([])
  await dialog.getByRole('button', { name: 'Archive', exact: true }).click()
  await page.getByText('Gold is archived. You can restore it at any time.').waitFor(SOON)
  expect((await house.segments.one(segment.id)).archivedAt).not.toBeNull()
})
