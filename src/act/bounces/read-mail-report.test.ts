import { describe, expect, test } from 'vitest'
import { cpuMs } from '../../../tests/support/cpu-time.ts'
import { returnPathOf } from '../providers/smtp/return-path.ts'
import { signToken } from '../signed-token.ts'
import { readMailReport } from './read-mail-report.ts'

const NOW = new Date('2026-03-15T04:00:00Z')
const KEY = '0190b0a4-7c1e-7abc-8def-0123456789ab:1'
const PATH = returnPathOf('bounces@example.com', KEY) ?? ''

const read = (lines: readonly string[]) => readMailReport(Buffer.from(lines.join('\r\n')), NOW)

/** A report as servers write it: words, the status, the headers of the mail. */
const dsn = ({
  to = 'bounces@example.com',
  status,
  whole = [],
  returned = [],
}: {
  to?: string
  status: readonly string[]
  whole?: readonly string[]
  returned?: readonly string[]
}) =>
  read([
    'From: MAILER-DAEMON@mx.example.org',
    `To: ${to}`,
    'Date: Sun, 15 Mar 2026 03:00:00 +0000',
    'Subject: Undelivered Mail',
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=delivery-status; boundary="b1"',
    '',
    '--b1',
    'Content-Type: text/plain',
    '',
    'The mail was not delivered.',
    '--b1',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.example.org',
    ...whole,
    '',
    ...status,
    '',
    '--b1',
    'Content-Type: text/rfc822-headers',
    '',
    'From: Shop <a@example.com>',
    ...returned,
    '',
    '--b1--',
    '',
  ])

const failing = (status: string, ...more: readonly string[]) => [
  'Final-Recipient: rfc822; b@example.org',
  'Action: failed',
  `Status: ${status}`,
  ...more,
]

describe('a report of delivery', () => {
  test.each([
    ['5.1.1', { kind: 'failed', reason: 'hard_bounce', suppress: 'address' }],
    ['5.2.2', { kind: 'failed', reason: 'mailbox_full', count: true }],
    ['4.4.7', { kind: 'failed', reason: 'mail_not_reached', count: true }],
    ['5.7.1', { kind: 'failed', reason: 'mail_policy' }],
    ['5.3.4', { kind: 'failed', reason: 'mail_too_large' }],
  ])('%s', async (status, event) => {
    expect(await dsn({ to: PATH, status: failing(status) })).toEqual({
      kind: 'report',
      receipts: [{ sendKey: KEY, providerId: null, address: null, at: new Date('2026-03-15T03:00:00Z'), event }],
    })
  })

  test('the status of the diagnostic counts where the field has none; words that fold are one', async () => {
    const status = ['Action: failed', 'Diagnostic-Code: smtp; 550', '  5.1.1 no such user']
    expect(await dsn({ to: PATH, status })).toMatchObject({ receipts: [{ event: { suppress: 'address' } }] })
  })

  test('delayed is not final, handed on says nothing, delivered is delivered', async () => {
    const of = async (action: string) => await dsn({ to: PATH, status: [`Action: ${action}`, 'Status: 4.4.1'] })
    expect(await of('delayed')).toMatchObject({ receipts: [{ event: { kind: 'delayed' } }] })
    expect(await of('relayed')).toEqual({ kind: 'report', receipts: [] })
    expect(await of('delivered')).toMatchObject({ receipts: [{ event: { kind: 'delivered' } }] })
  })

  test('the message is told by its envelope id, our header or the link that came back; without any it is not guessed', async () => {
    const link = `List-Unsubscribe: <https://crm.example.com/u/${signToken(Buffer.from('k'), 'unsubscribe', KEY)}>`
    for (const part of [
      { whole: [`Original-Envelope-Id: ${KEY.replace(':', '+3A')}`] },
      { returned: [`X-Liuke-Send-Key: ${KEY}`] },
      { returned: [link] },
    ]) {
      expect(await dsn({ status: failing('5.1.1'), ...part })).toMatchObject({ receipts: [{ sendKey: KEY }] })
    }
    expect(await dsn({ status: failing('5.1.1') })).toEqual({ kind: 'unknown_message' })
  })
})

describe('other mail that comes back', () => {
  const arf = (type: string) =>
    read([
      'From: fbl@mailbox.example',
      'To: abuse@example.com',
      'Content-Type: multipart/report; report-type=feedback-report; boundary=b',
      '',
      '--b',
      'Content-Type: message/feedback-report',
      '',
      `Feedback-Type: ${type}`,
      'Version: 1',
      'User-Agent: X/1',
      '',
      '--b',
      'Content-Type: message/rfc822',
      '',
      `X-Liuke-Send-Key: ${KEY}`,
      'To: redacted@mailbox.example',
      '',
      'text',
      '--b--',
    ])

  test('a complaint is one; "not spam" is none', async () => {
    expect(await arf('abuse')).toMatchObject({ receipts: [{ sendKey: KEY, event: { kind: 'complained' } }] })
    expect(await arf('not-spam')).toEqual({ kind: 'report', receipts: [] })
  })

  test.each([['Auto-Submitted: auto-replied'], ['X-Autoreply: yes'], ['Precedence: auto_reply']])('%s is a program', async (field) => {
    expect(await read(['From: b@example.org', `To: ${PATH}`, field, '', '5.1.1 I am away'])).toEqual({ kind: 'auto_reply' })
  })

  test('a bounce in words counts by our return path only, and a person is never one', async () => {
    const words = ['', 'Delivery failed: 550 5.1.1 <b@example.org>: no such user']
    expect(await read(['From: MAILER-DAEMON@x.example', `To: ${PATH}`, ...words])).toMatchObject({
      receipts: [{ event: { suppress: 'address' } }],
    })
    expect(await read(['From: MAILER-DAEMON@x.example', 'To: bounces@example.com', ...words])).toEqual({ kind: 'unknown_message' })
    expect(await read(['From: Bea <b@example.org>', `To: ${PATH}`, ...words])).toEqual({ kind: 'other' })
  })
})

describe('hostile mail', () => {
  const nested = (depth: number): string =>
    depth === 0 ? 'x' : `Content-Type: multipart/mixed; boundary=b${depth}\r\n\r\n--b${depth}\r\n${nested(depth - 1)}\r\n--b${depth}--`
  test.each([
    ['nothing', ''],
    ['zeros', '\0'.repeat(10_000)],
    ['deep nesting', nested(500)],
    ['a header without end', `Subject: ${'a'.repeat(1_000_000)}`],
    ['many headers', 'a: b\r\n'.repeat(100_000)],
    [
      'a status of many groups',
      `Content-Type: multipart/report; boundary=b\r\n\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n${'Action: failed\r\nStatus: 5.1.1\r\n\r\n'.repeat(50_000)}--b--`,
    ],
    ['a boundary that never ends', `Content-Type: multipart/mixed; boundary=b\r\n\r\n${'--b\r\n\r\n'.repeat(50_000)}`],
    ['base64 that is none', 'Content-Transfer-Encoding: base64\r\n\r\n%%%%'],
  ])('%s is read in bounded time and says nothing', async (_, text) => {
    const before = cpuMs()
    const found = await readMailReport(Buffer.from(text), NOW)
    expect(cpuMs() - before).toBeLessThan(3_000)
    expect(found.kind === 'report' ? found.receipts : []).toEqual([])
  })
})
