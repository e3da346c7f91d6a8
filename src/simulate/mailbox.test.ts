import { createTransport } from 'nodemailer'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ManualClock } from '#kernel/clock.ts'
import { startMailbox } from './mailbox.ts'
import type { Mailbox } from './mailbox.ts'

const NOW = new Date('2026-09-20T02:00:00Z')
let mailbox: Mailbox
let transport: ReturnType<typeof createTransport>
beforeEach(async () => {
  mailbox = await startMailbox({
    port: 0,
    clock: new ManualClock(NOW),
    verdict: (address) => (address.startsWith('gone') ? 'bounce' : address.startsWith('busy') ? 'defer' : 'deliver'),
    keepBodies: 2,
  })
  transport = createTransport({ host: mailbox.host, port: mailbox.port, secure: false, ignoreTLS: true })
})
afterEach(async () => {
  transport.close()
  await mailbox.close()
})

const HTML =
  '<p>您好，<a href="http://127.0.0.1/t/c?a=1&amp;b=2">看看</a> <a href="http://127.0.0.1/unsubscribe/x">退订</a><img src="http://127.0.0.1/t/o.gif"></p>'

function send(to: string, key = 'key-1') {
  return transport.sendMail({
    from: '留客 <shop@shop.test>',
    to,
    subject: '王芳，我们为您留了一份心意，欢迎回来看看本月的新品',
    text: '您好',
    html: HTML,
    headers: { 'X-Liuke-Send-Key': key },
    list: { unsubscribe: 'http://127.0.0.1/unsubscribe/x' },
  })
}

test('stores the recipient, the send key and the links of each message', async () => {
  await send('a@example.com')
  expect(mailbox.mails).toMatchObject([
    {
      to: 'a@example.com',
      subject: '王芳，我们为您留了一份心意，欢迎回来看看本月的新品',
      sendKey: 'key-1',
      openLinks: ['http://127.0.0.1/t/o.gif'],
      clickLinks: ['http://127.0.0.1/t/c?a=1&b=2'],
      unsubscribeLink: 'http://127.0.0.1/unsubscribe/x',
      receivedAt: NOW,
    },
  ])
  expect(mailbox.mails[0]?.html).toContain('您好')
  expect(mailbox.mails[0]?.text.trim()).toBe('您好')
})

test('refuses addresses that do not exist for good, and busy ones once', async () => {
  await expect(send('gone@example.com')).rejects.toMatchObject({ responseCode: 550 })
  await expect(send('busy@example.com')).rejects.toMatchObject({ responseCode: 451 })
  await send('busy@example.com')
  expect(mailbox.mails.map((mail) => mail.to)).toEqual(['busy@example.com'])
  expect([mailbox.bounced, mailbox.deferred]).toEqual([1, 1])
})

test('forgets old bodies but no message', async () => {
  for (const n of [1, 2, 3, 4]) await send(`p${n}@example.com`, `key-${n}`)
  expect(mailbox.mails.map((mail) => mail.sendKey)).toEqual(['key-1', 'key-2', 'key-3', 'key-4'])
  expect(mailbox.mails.map((mail) => mail.html !== '')).toEqual([false, false, true, true])
})
