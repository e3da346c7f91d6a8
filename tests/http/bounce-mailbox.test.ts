import { afterAll, beforeAll, expect, test } from 'vitest'
import { messageIdOf } from '#act/compose-email.ts'
import type { BounceMailbox } from '#http/act/bounce-mailbox-schemas.ts'
import type { ChannelAccount, ChannelProbe } from '#http/act/channel-schemas.ts'
import { ManualClock, MINUTE_MS } from '#kernel/clock.ts'
import { createSendStore } from '#store/relational/send-ledger-store.ts'
import { addDecidedRun, plannedSend } from '../support/planned-send.ts'
import { IMAP_PASSWORD, IMAP_USER, startImap } from '../support/providers/imap-server.ts'
import type { TestImap } from '../support/providers/imap-server.ts'
import { NOW } from './support/house.ts'
import { openShopServer } from './support/shop-server.ts'
import type { ShopServer } from './support/shop-server.ts'
import { customerId, fillSmallShop } from './support/small-shop.ts'

// What comes back of mails in the ledger, over the mailbox that bounces come to.

const clock = new ManualClock(NOW)
let shop: ShopServer
let imap: TestImap
let account: ChannelAccount

beforeAll(async () => {
  imap = await startImap()
  shop = await openShopServer(clock, { LIUKE_ALLOW_PRIVATE_WEBHOOKS: '1' })
  await fillSmallShop(shop.house)
  const made = await shop.admin.ask('POST', '/channels/accounts', {
    provider: 'smtp',
    name: 'Mail',
    settings: {
      host: '127.0.0.1',
      port: '25',
      security: 'none',
      imapHost: '127.0.0.1',
      imapPort: String(imap.port),
      imapSecurity: 'none',
      imapUser: IMAP_USER,
    },
    secrets: { imapPassword: IMAP_PASSWORD },
  })
  account = made.json<ChannelAccount>()
  await shop.admin.ask('POST', `/channels/accounts/${account.id}/on`)
})
afterAll(async () => {
  await shop?.close()
  await imap?.close()
})

/** A mail that the account's server took. Returns its key. */
async function sendTo(i: number): Promise<string> {
  const runId = await addDecidedRun(shop.house.db, clock.now())
  const send = plannedSend({ runId, customerId: customerId(i), now: clock.now() }, { channel: 'email' })
  await createSendStore(shop.house.db).plan([send])
  await shop.house.db
    .updateTable('send_ledger')
    .set({
      state: 'accepted',
      attempts: 1,
      account_id: account.id,
      handed_at: clock.now(),
      accepted_at: clock.now(),
      finished_at: clock.now(),
      address_hash: Buffer.alloc(32, i),
    })
    .where('send_key', '=', send.sendKey)
    .execute()
  return send.sendKey
}
const failed = async () => (await shop.house.engines.pg.query("SELECT 1 FROM send_ledger WHERE state = 'failed'")).rowCount
const stateOf = async (sendKey: string) =>
  (await shop.house.db.selectFrom('send_ledger').select('state').where('send_key', '=', sendKey).executeTakeFirstOrThrow()).state
const bounce = (headers: string, status = '5.1.1') =>
  [
    'From: MAILER-DAEMON@mx.example.org',
    `To: ${IMAP_USER}`,
    'Content-Type: multipart/report; report-type=delivery-status; boundary=b',
    '',
    '--b',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.example.org',
    '',
    'Final-Recipient: rfc822; somebody@example.org',
    'Action: failed',
    `Status: ${status}`,
    '',
    '--b',
    'Content-Type: text/rfc822-headers',
    '',
    headers,
    '',
    '--b--',
    '',
  ].join('\r\n')
const byMessageId = (sendKey: string) => bounce(`Message-ID: ${messageIdOf(sendKey, 'shop@example.com')}`)
/** One round, later than the one before. */
async function readOn(minutes = 3): Promise<BounceMailbox> {
  clock.moveTo(new Date(clock.now().getTime() + minutes * MINUTE_MS))
  await shop.house.channelAccounts.bounces.work()
  await shop.house.channelAccounts.bounces.settled()
  return await shop.get<BounceMailbox>(`/channels/accounts/${account.id}/bounce-mailbox`)
}
const seen = () => imap.folders.get('INBOX')?.mails.flatMap(({ uid, flags }) => (flags.has('\\Seen') ? [uid] : []))

test('a bounce is applied by what it keeps of ours, by the Message-ID alone too, and what people wrote stays', async () => {
  const [byHeader, byId] = [await sendTo(1), await sendTo(2)]
  imap.deliver(bounce(`X-Liuke-Send-Key: ${byHeader}`))
  imap.deliver('From: ann@example.org\r\nSubject: Hello\r\n\r\nWhere is my order?')
  imap.deliver(byMessageId(byId))
  imap.deliver(bounce('Message-ID: <0123456789abcdef0123456789abcdef@example.com>'))
  imap.deliver('From: ann@example.org\r\nAuto-Submitted: auto-replied\r\n\r\nI am away')
  const box = await readOn()
  expect(box).toMatchObject({ problem: '', markProblem: '', read: 5, understood: 2, unknown: 1, automatic: 1, other: 1, aside: [] })
  expect([await stateOf(byHeader), await stateOf(byId)]).toStrictEqual(['failed', 'failed'])
  expect(seen()).toStrictEqual([1, 3, 4, 5])
  expect(await readOn()).toMatchObject({ read: 5 })
})

test('a connection that is cut in the middle forgets nothing, and one mail that is not given stops no other', async () => {
  const [first, second, third] = [await sendTo(3), await sendTo(4), await sendTo(5)]
  const [, refused, cut] = [imap.deliver(byMessageId(first)), imap.deliver(byMessageId(second)), imap.deliver(byMessageId(third))]
  imap.refused = refused
  imap.cutAt = cut
  expect(await readOn()).toMatchObject({ problem: 'connection_lost', read: 5 })
  expect(await stateOf(first)).toBe('failed')
  const box = await readOn(6)
  expect(box).toMatchObject({
    problem: '',
    read: 7,
    understood: 4,
    aside: [{ number: refused, reason: 'not_fetched', willTryAgain: true }],
  })
  expect([await stateOf(second), await stateOf(third)]).toStrictEqual(['accepted', 'failed'])
  imap.refused = null
  expect(await readOn(11)).toMatchObject({ read: 8, understood: 5, aside: [] })
  expect(await stateOf(second)).toBe('failed')
})

test('new numbers start over and change nothing that was applied', async () => {
  const inbox = imap.folders.get('INBOX')
  if (inbox === undefined) throw new Error('no inbox')
  inbox.uidValidity = 8
  const before = await failed()
  expect(await readOn()).toMatchObject({ problem: '', read: 16 })
  expect([before, await failed()]).toStrictEqual([5, 5])
})

test('two nodes do not read one mailbox at once', async () => {
  clock.moveTo(new Date(clock.now().getTime() + 3 * MINUTE_MS))
  const { bounces } = shop.house.channelAccounts
  const begun = await Promise.all([bounces.work(), bounces.work()])
  await bounces.settled()
  expect(begun.toSorted((one, other) => one - other)).toStrictEqual([0, 1])
})

test('the check and the page say what is wrong with the mailbox, and a changed mail server does not ask for its password', async () => {
  const path = `/channels/accounts/${account.id}`
  const fact = async () =>
    (await shop.admin.ask('POST', `${path}/probe`)).json<ChannelProbe>().facts.find(({ name }) => name === 'bounce_mailbox')
  expect(await fact()).toStrictEqual({ name: 'bounce_mailbox', value: 'mailbox_opened', ok: true })
  expect((await shop.admin.ask('PATCH', path, { settings: { imapHost: 'localhost' } })).json()).toMatchObject({
    code: 'provider-value-wrong',
    params: { field: 'imapPassword' },
  })
  expect((await shop.admin.ask('PATCH', path, { settings: { host: 'localhost', imapFolder: 'Elsewhere' } })).statusCode).toBe(200)
  expect(await fact()).toStrictEqual({ name: 'bounce_mailbox', value: 'folder_missing', ok: false })
  expect(await readOn()).toMatchObject({ problem: 'folder_missing', read: 16 })
  await shop.admin.ask('PATCH', path, { settings: { imapFolder: '' } })
  expect((await shop.admin.ask('POST', `${path}/bounce-mailbox/read`)).statusCode).toBe(200)
  expect(await readOn(0)).toMatchObject({ problem: '' })
  await shop.admin.ask('PATCH', path, { settings: { imapHost: '' } })
  expect((await shop.admin.ask('GET', `${path}/bounce-mailbox`)).json()).toMatchObject({ code: 'bounce-mailbox-none' })
})
