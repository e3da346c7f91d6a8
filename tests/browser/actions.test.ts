import { everyone } from '#access/scope.ts'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { LEASE_MS } from '#act/send-ledger.ts'
import { sendKeyOf } from '#decide/decision.ts'
import { systemActor } from '#access/actor.ts'
import { DAY_MS } from '#kernel/clock.ts'
import { stableId } from '#kernel/id.ts'
import { STANDARD_RISK_TIERS } from '#predict/churn/tiers/risk-tiers.ts'
import type { StoredDecisionPreview } from '#http/decide/retain-schemas.ts'
import { mask } from '#privacy/mask.ts'
import { createSendStore } from '#store/relational/send-ledger-store.ts'
import { NOW } from '../http/support/house.ts'
import { customerId, phoneOf } from '../http/support/small-shop.ts'
import type { BrowserSession } from '../support/browser-session.ts'
import type { ConsoleHouse } from '../support/console-house.ts'
import { addDecidedRun, plannedSend } from '../support/planned-send.ts'
import { settle, walkTo } from '../support/settle.ts'
import type { OpenRequests } from '../support/settle.ts'
import { useConsole } from './use-console.ts'
import { startSmallServer } from './small-server.ts'
import { scoringRecord } from '../support/scoring-record.ts'

// What a person does about people: one customer, many, tasks. Each test goes on where the one before it ended.

const ADMIN = { name: 'Ada Admin', email: 'ada@shop.example', password: 'a long sentence to remember' }
/** A busy machine takes its time. */
const SOON = { timeout: 60_000 }
/** Where to put pictures of the pages; none are made without it. */
const pictures = process.env['LIUKE_PICTURES']

let server: ConsoleHouse
let session: BrowserSession
let page: Page
let requests: OpenRequests
let confirmedRun = ''

useConsole(
  startSmallServer,
  { admin: ADMIN, allowed: ['404 /api/v1/churn/model', '400 /api/v1/strategies', '409 /api/v1/decision-runs'] },
  (opened) => ({ server, session, page, requests } = opened),
)

const button = (name: string) => page.getByRole('button', { name, exact: true })
const dialog = () => page.getByRole('dialog')

async function picture(name: string): Promise<void> {
  if (pictures !== undefined) await page.screenshot({ path: join(pictures, `${name}.png`) })
}

test('a note, a consent, a stop and a task about one customer', async () => {
  await walkTo(page, requests, `/customers/${customerId(9)}`)
  await picture('customer')
  await button('Add note').click()
  await dialog().getByLabel('Note').fill('Prefers the weekend')
  await picture('note')
  await dialog().getByRole('button', { name: 'Save' }).click()
  await page.getByText('Prefers the weekend').waitFor()
  await page
    .locator('section.panel', { has: page.getByRole('heading', { name: 'Consents', exact: true }) })
    .getByRole('button', { name: 'Record consent', exact: true })
    .click()
  await dialog().getByText('agreed', { exact: true }).click()
  await picture('consent')
  await dialog().getByRole('button', { name: 'Save' }).click()
  await page
    .getByText('Marketing · E-mail', { exact: false })
    .or(page.getByText('Marketing · Email', { exact: false }))
    .first()
    .waitFor()
  await button('New task').click()
  await dialog().getByLabel('What to do').fill('Ask about the tea')
  await picture('task-dialog')
  await dialog().getByRole('button', { name: 'Create task' }).click()
  await page.getByText('The task was created.').waitFor()
  await button('Do not contact').click()
  await picture('stop')
  await dialog().getByRole('button', { name: 'Stop contact' }).click()
  await dialog().getByText('Contact with 1 customer is stopped', { exact: false }).waitFor()
  await dialog().getByRole('button', { name: 'Close' }).last().click()
  await page.getByText('Do not contact: Asked not to be contacted', { exact: false }).waitFor()
  await picture('stopped')
  await button('Allow contact again').click()
  await page.getByRole('tooltip').getByRole('button', { name: 'Allow contact again' }).click()
  await page.getByText('This customer may be contacted again.').waitFor()
  await expect.poll(() => page.getByText('Do not contact: ', { exact: false }).count()).toBe(0)
})

test('rows are chosen by keyboard, all that match at once, and one action is about them', async () => {
  await walkTo(page, requests, '/customers?riskTier=high')
  const first = page.getByRole('row').nth(1).getByRole('checkbox')
  await first.focus()
  await page.keyboard.press('Space')
  await page.getByText('1 selected').waitFor()
  await page.getByRole('checkbox', { name: 'Select all on this page' }).click()
  await page.getByText('8 selected').waitFor()
  await picture('selection')
  await page.getByRole('region', { name: 'Selected customers' }).getByRole('button', { name: 'New task' }).click()
  await dialog().getByLabel('What to do').fill('Call this week')
  await dialog().getByRole('button', { name: 'Create task' }).click()
  await dialog().getByText('8 tasks were created.').waitFor()
  await picture('bulk-done')
  await dialog().getByRole('button', { name: 'Close' }).last().click()
  await page.getByRole('region', { name: 'Selected customers' }).getByRole('button', { name: 'Start a strategy' }).click()
  await dialog().getByRole('button', { name: 'Preview' }).click()
  await dialog().getByText('Candidates').waitFor()
  await picture('bulk-run')
  await expect.poll(() => dialog().locator('.figure').first().innerText()).toContain('8')
  await page.keyboard.press('Escape')
  await page.goto(`${server.url}/customers`)
  await settle(page, requests)
  await page.getByRole('checkbox', { name: 'Select all on this page' }).click()
  await page.getByText('40 selected').waitFor()
})

test('tasks show who it is about and who does it, and are taken and finished from the list', async () => {
  await walkTo(page, requests, '/retain/tasks')
  await picture('tasks')
  await page.getByText('Mine', { exact: true }).click()
  await settle(page, requests)
  await expect.poll(() => page.getByRole('row').count()).toBe(10)
  await page.getByRole('button', { name: 'Complete' }).first().click()
  await dialog().getByText('Reached, accepted').click()
  await picture('task-drawer')
  await settle(page, requests)
  await dialog().getByRole('button', { name: 'Complete' }).click()
  await page.getByText('The task is complete.').waitFor()
  await button('Background work').click()
  await page.getByText('New tasks', { exact: true }).first().waitFor()
  await picture('jobs')
})

test('a strategy is made from nothing: audience with its reach, message as a customer, a test to oneself', async () => {
  await walkTo(page, requests, '/retain/strategies')
  await button('New strategy').click()
  const editor = page.getByRole('dialog', { name: 'New strategy' })
  await editor.getByRole('button', { name: 'Create' }).click()
  await editor.getByText('Please fill this in').first().waitFor()
  await editor.getByLabel('Name').last().fill('Tea again')
  await editor.getByLabel('Subject').last().fill('We miss you')
  await editor.getByRole('textbox', { name: 'Text' }).last().fill('It is {{ daysSinceLastOrder }} days, {{ nobody }}')
  await editor.getByRole('tab', { name: 'Audience' }).click()
  await editor.getByRole('status').filter({ hasText: 'Reach 8' }).waitFor()
  await editor.locator('.count-sentence').getByText('Churn risk', { exact: false }).waitFor(SOON)
  await expect.poll(() => editor.locator('.count-number').getAttribute('data-count')).toBe('8')
  await picture('editor-audience')
  await editor.getByRole('button', { name: 'Create' }).click()
  // The refusal of the server stands at its field, on its tab.
  await editor.getByText('uses the variable “nobody”', { exact: false }).waitFor()
  await picture('editor-error')
  await editor.getByRole('textbox', { name: 'Text' }).last().fill('It is {{ daysSinceLastOrder }} days')
  await editor.getByRole('tab', { name: 'Preview' }).click()
  await editor.getByRole('button', { name: 'Show message' }).click()
  await editor.getByText('It is 39 days', { exact: false }).waitFor()
  await picture('editor-preview')
  // Somebody who is not among those offered is found as on the page of customers.
  const search = editor.getByRole('combobox', { name: 'Customer', exact: true })
  await search.fill(phoneOf(13))
  await page
    .locator('.ant-select-item-option')
    .filter({ hasText: mask('phone', phoneOf(13)) })
    .waitFor()
  await picture('editor-search')
  await page.keyboard.press('Enter')
  await editor.getByRole('button', { name: 'Show message' }).click()
  await editor.getByText('It is 13 days', { exact: false }).waitFor()
  await editor.getByRole('button', { name: 'Send me a test' }).click()
  await page.getByText(`The test was sent to ${ADMIN.email}.`).waitFor()
  expect(server.mailbox.mails.map(({ to, subject }) => [to, subject])).toEqual([[ADMIN.email, '[Test] We miss you']])
  await editor.getByRole('button', { name: 'Cancel' }).click()
  await page.getByText('What you typed is not saved.').waitFor()
  await picture('editor-discard')
  await button('Keep editing').click()
  await page.getByText('What you typed is not saved.').waitFor({ state: 'hidden' })
  await settle(page, requests)
  // Two clicks make one.
  await editor.getByRole('button', { name: 'Create' }).dblclick()
  await page.getByRole('article', { name: 'Tea again' }).waitFor()
  await settle(page, requests)
  await expect.poll(() => page.getByRole('article', { name: 'Tea again' }).count()).toBe(1)
  await page.getByRole('article', { name: 'Tea again' }).getByRole('button', { name: 'Copy' }).click()
  await expect.poll(() => page.getByRole('dialog').getByLabel('Name').last().inputValue()).toBe('Tea again (copy)')
})

test('the message log shows what a message said', async () => {
  const settings = { strategies: [{ id: 'lapsed-coupon', version: 1 }], maxContacts: null }
  const runId = await addDecidedRun(server.house.db, NOW, settings)
  const change = { channel: 'agent_task', variables: { daysSinceLastOrder: 75, favouriteCategory: '' } } as const
  await createSendStore(server.house.db).plan(
    Array.from({ length: 8 }, (_, i) => plannedSend({ runId, customerId: customerId(20 + i), now: NOW }, change)),
  )
  await server.house.sends.sendPending()
  const { items } = await server.house.sends.list(everyone('a test'), { runId, states: ['delivered'] })
  const { subject, text } = await server.house.sends.message(everyone('a test'), items[0]?.sendKey ?? '')
  await page.goto(`${server.url}/retain/messages?runId=${runId}`)
  await settle(page, requests)
  await picture('messages')
  await page.locator('tbody tr', { hasText: 'Delivered' }).first().locator('td').nth(2).click()
  await dialog().getByText('Submitted to the provider', { exact: true }).waitFor()
  await dialog().getByRole('button', { name: 'Show what it said' }).click()
  await dialog().getByText(subject, { exact: true }).waitFor()
  await expect.poll(() => dialog().locator('.sent-text').innerText()).toBe(text)
  await picture('message')
  await dialog().getByRole('button', { name: 'Close' }).click()
})

/** Contacted and in the control group, as the preview on the page says. */
async function shownFigures(): Promise<string[]> {
  return (await dialog().locator('.figures .figure-value').allInnerTexts()).slice(1, 3)
}

test('a preview that no longer holds says the figures of both, and the run is of those that were confirmed', async () => {
  await walkTo(page, requests, '/retain/strategies')
  await button('Run strategies').click()
  const answer = page.waitForResponse((response) => response.url().endsWith('/api/v1/decision-runs') && response.ok())
  await button('Preview').click()
  const preview = (await (await answer).json()) as StoredDecisionPreview
  await dialog().getByText('Nothing has been decided or sent yet.', { exact: false }).waitFor()
  await expect.poll(shownFigures).toEqual([String(preview.treated), String(preview.control)])
  // A colleague stops contact with one of them meanwhile.
  const leaves = preview.treated > 1 ? 'treated' : 'control'
  const stopped = preview.sample.find(({ arm }) => arm === leaves)?.customerId ?? ''
  const now = { treated: preview.treated, control: preview.control, [leaves]: preview[leaves] - 1 }
  await server.house.care.stop(everyone('a test'), [stopped], 'complaint', 'user:colleague')
  await button(`Contact ${preview.treated} customers`).click()
  const notice = dialog().getByRole('alert').filter({ hasText: 'The preview no longer holds' })
  await notice.getByText(`The preview: ${preview.treated} to contact, ${preview.control} in the control group`, { exact: false }).waitFor()
  await notice.getByText(`Now: ${now.treated} to contact, ${now.control} in the control group`, { exact: false }).waitFor()
  await expect.poll(() => button(`Contact ${preview.treated} customers`).isDisabled()).toBe(true)
  await picture('preview-outdated')
  await notice.getByRole('button', { name: 'Preview again' }).click()
  await notice.waitFor({ state: 'detached' })
  await expect.poll(shownFigures, SOON).toEqual([String(now.treated), String(now.control)])
  await button(`Contact ${now.treated} customers`).click()
  await page.getByText('The run is done: its messages are on their way.').waitFor()
  await button('See the messages').click()
  await page.waitForURL(/runId=/)
  confirmedRun = new URL(page.url()).searchParams.get('runId') ?? ''
  const sent = () => server.house.sends.list(everyone('a test'), { runId: confirmedRun, states: ['delivered'] })
  await expect.poll(async () => (await sent()).items.length, SOON).toBe(now.treated)
  await page.reload()
  await page.getByRole('button', { name: `Delivered ${now.treated}`, exact: true }).waitFor()
  expect((await sent()).items.map(({ customerId: id }) => id)).not.toContain(stopped)
  await walkTo(page, requests, '/retain/tasks?owner=nobody')
  const waiting = page.getByRole('row').filter({ hasText: 'Call' })
  const before = await waiting.count()
  await waiting.first().click()
  await dialog().getByText('Reached, accepted').click()
  await dialog().getByRole('button', { name: 'Complete' }).click()
  await expect.poll(() => waiting.count(), SOON).toBe(before - 1)
})

test('messages whose result is unknown are settled on the page, and the effect of the run concludes nothing yet', async () => {
  const store = createSendStore(server.house.db)
  const later = new Date(NOW.getTime() + DAY_MS)
  const decisionIds = ['arrived', 'lost'].map((name) => stableId(confirmedRun, name))
  const sends = decisionIds.map((decisionId, i) => ({ decisionId, sendKey: sendKeyOf(decisionId), customerId: customerId(10 + i) }))
  const message = {
    runId: confirmedRun,
    strategyId: 'lapsed-coupon',
    strategyVersion: 1,
    channel: 'email' as const,
    costMinor: 0,
    draw: null,
  }
  const variables = { daysSinceLastOrder: null, favouriteCategory: '' }
  await store.plan(sends.map((send) => ({ ...message, ...send, notBefore: later, plannedAt: NOW, variables })))
  // The worker ends after it gave both to the mail server and before it had an answer.
  await store.claim('worker', { dueBy: later, now: NOW, leaseMs: LEASE_MS, limit: 10 })
  for (const { sendKey } of sends) await store.hand(sendKey, 'worker', NOW, LEASE_MS, null)
  await store.recover(new Date(NOW.getTime() + LEASE_MS + 1))
  await page.goto(`${server.url}/retain/messages?runId=${confirmedRun}`)
  await settle(page, requests)
  await page.getByText('2 messages unconfirmed').waitFor()
  await button('Show unconfirmed').click()
  await settle(page, requests)
  await expect.poll(() => page.locator('tbody tr').count()).toBe(2)
  await picture('unconfirmed')
  for (const [said, left] of [
    ['Mark delivered', 1],
    ['Mark not delivered', 0],
  ] as const) {
    await button('Record result').first().click()
    await dialog().getByRole('button', { name: said, exact: true }).waitFor()
    await picture('record-result')
    await dialog().getByRole('button', { name: said, exact: true }).click()
    await expect.poll(() => button('Record result').count(), SOON).toBe(left)
  }
  await page.getByText('messages unconfirmed', { exact: false }).waitFor({ state: 'detached' })
  const { items } = await server.house.sends.list(everyone('a test'), { runId: confirmedRun })
  const settled = items.filter(({ sendKey }) => sends.some((send) => send.sendKey === sendKey))
  expect(settled.map(({ state }) => state).toSorted()).toEqual(['delivered', 'failed'])
  await walkTo(page, requests, `/effect/${confirmedRun}`)
  await picture('effect')
  await page.getByText('Not yet', { exact: true }).first().waitFor()
  await expect.poll(() => page.getByText('Works', { exact: true }).count()).toBe(0)
})

test('alerts are given to a colleague, one by one or all that match', async () => {
  const colleague = {
    name: 'Olga Operator',
    email: 'olga@shop.example',
    password: ADMIN.password,
    role: 'operator',
    language: 'en',
  } as const
  await server.house.access.users.create(systemActor('test'), colleague)
  const score = { tier: 'high', probability: 0.9, value: 100, cause: 'lapsed-cadence', reasons: [] } as const
  const scores = Array.from({ length: 60 }, (_, i) => ({ ...score, customerId: i < 3 ? customerId(30 + i) : stableId('alert', String(i)) }))
  const asOf = server.house.clock.now()
  await server.house.churnAlerts.afterScoring({ record: scoringRecord(asOf), scheme: STANDARD_RISK_TIERS, scores, previous: new Map() })
  const assign = async (title: string, hours: string): Promise<void> => {
    await button('Assign').click()
    const form = page.getByRole('dialog', { name: title })
    await form.getByRole('button', { name: 'Assign' }).waitFor()
    for (const [field, option] of [
      ['Owner', colleague.name],
      ['Due', hours],
    ] as const) {
      await form.getByLabel(field).click()
      await page.locator('.ant-select-dropdown:visible').getByText(option, { exact: true }).click()
    }
    await picture('alerts-assign')
    await form.getByRole('button', { name: 'Assign' }).click()
    await form.waitFor({ state: 'detached' })
  }
  await walkTo(page, requests, '/predict/churn?tab=alerts')
  await page.getByRole('row').nth(1).getByRole('checkbox').click()
  await page.getByText('1 selected').waitFor()
  await assign('Assign 1 alert', 'within 4 hours')
  await page.getByText('1 alert was assigned.').waitFor()
  await page.getByRole('checkbox', { name: 'Select all on this page' }).click()
  await page.getByText('50 selected').waitFor()
  await button('Select all 59 that match').click()
  await picture('alerts-selected')
  await assign('Assign 59 alerts', 'within 24 hours')
  await page.getByText('59 alerts were assigned.').waitFor()
  await page.getByText('No alerts here').waitFor()
  await page.getByText('In progress', { exact: true }).click()
  await settle(page, requests)
  const given = page.getByRole('row').filter({ hasText: colleague.name })
  await expect.poll(() => given.count()).toBe(50)
  await expect.poll(() => given.filter({ hasText: 'due in 4 hours' }).count()).toBe(1)
  await picture('alerts-given')
  // The place in the list stands in the address, and how many rows a page has is remembered.
  await button('Next page').click()
  await expect.poll(() => given.count(), SOON).toBe(10)
  await page.reload()
  await settle(page, requests)
  await expect.poll(() => given.count()).toBe(10)
  await page.getByText('51–60', { exact: true }).waitFor()
  await page.getByRole('combobox', { name: 'Rows on a page' }).click()
  await page.locator('.ant-select-dropdown:visible').getByText('25 per page', { exact: true }).click()
  await page.getByText('1–25 of 60').waitFor()
  await page.reload()
  await settle(page, requests)
  await expect.poll(() => given.count()).toBe(25)
})

test('nothing went wrong on the way', () => {
  expect(session.problems).toEqual([])
})
