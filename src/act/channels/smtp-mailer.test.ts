import { createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import type { OutgoingEmail } from '../compose-email.ts'
import { SmtpMailer, outcomeOf } from './smtp-mailer.ts'

const closers: (() => void)[] = []
afterEach(() => {
  for (const close of closers.splice(0)) close()
})

const email = (key: string): OutgoingEmail => ({
  sendKey: key,
  from: { name: '山前茶社', address: 'care@shop.example.com' },
  to: `${key}@example.com`,
  subject: '你好',
  text: 'text',
  html: '<p>html</p>',
  messageId: `<${key}@shop.example.com>`,
  date: new Date('2026-03-01T00:00:00Z'),
  headers: { 'List-Unsubscribe': '<https://u.example.com/>' },
})

/** A line, or `drop`: the connection breaks without a word. */
type Answer = string

/** A server that answers each step of the dialogue as told. */
async function smtp(
  answers: { rcpt?: Answer; data?: Answer; end?: Answer; dropAfterMessages?: number } = {},
): Promise<{ mailer: SmtpMailer; bodies: string[]; connections: () => number }> {
  const bodies: string[] = []
  let connections = 0
  const server = createServer((socket: Socket) => {
    connections += 1
    let inBody = false
    let buffered = ''
    let messages = 0
    const answer = (text: Answer): void => void (text === 'drop' ? socket.destroy() : socket.write(`${text}\r\n`))
    socket.on('error', () => undefined)
    socket.write('220 test\r\n')
    socket.on('data', (chunk) => {
      buffered += chunk.toString('utf8')
      for (;;) {
        if (inBody) {
          const end = buffered.indexOf('\r\n.\r\n')
          if (end < 0) return
          bodies.push(buffered.slice(0, end))
          buffered = buffered.slice(end + 5)
          inBody = false
          messages += 1
          answer(answers.end ?? '250 ok queued')
          if (messages === answers.dropAfterMessages) setTimeout(() => socket.destroy(), 5)
          continue
        }
        const line = buffered.indexOf('\r\n')
        if (line < 0) return
        const command = buffered.slice(0, line).toUpperCase()
        buffered = buffered.slice(line + 2)
        if (command.startsWith('RCPT')) answer(answers.rcpt ?? '250 ok')
        else if (command.startsWith('DATA')) {
          answer(answers.data ?? '354 go on')
          inBody = (answers.data ?? '354').startsWith('3')
        } else answer('250 ok')
      }
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const mailer = new SmtpMailer({ host: '127.0.0.1', port: (server.address() as AddressInfo).port, secure: false })
  closers.push(() => {
    mailer.close()
    server.close()
  })
  return { mailer, bodies, connections: () => connections }
}

describe('what the server says is what the ledger hears', () => {
  test.each<[string, Parameters<typeof smtp>[0], object]>([
    ['accepted', {}, { kind: 'delivered' }],
    ['no such mailbox', { rcpt: '550 no such user' }, { kind: 'rejected', reason: 'hard_bounce_550' }],
    ['mailbox busy', { rcpt: '451 later' }, { kind: 'deferred', reason: 'smtp_451' }],
    ['policy', { rcpt: '554 blocked' }, { kind: 'rejected', reason: 'rejected_554' }],
    ['not now', { data: '421 closing' }, { kind: 'deferred', reason: 'smtp_421' }],
    ['spam', { end: '554 spam' }, { kind: 'rejected', reason: 'rejected_554' }],
    ['busy after the body', { end: '452 full' }, { kind: 'deferred', reason: 'smtp_452' }],
    ['gone before the body', { rcpt: 'drop' }, { kind: 'deferred', reason: 'smtp_connection' }],
    ['gone after the body', { end: 'drop' }, { kind: 'unknown', reason: 'connection_lost_after_data' }],
  ])('%s', async (_name, answers, expected) => {
    const { mailer } = await smtp(answers)
    expect(await mailer.send(email('k1'))).toMatchObject(expected)
  })

  test('nobody there', async () => {
    const mailer = new SmtpMailer({ host: '127.0.0.1', port: 1, secure: false })
    expect(await mailer.send(email('k1'))).toEqual({ kind: 'deferred', reason: 'smtp_connection' })
  })

  test('a refused log-in or sender is not the fault of the recipient', () => {
    for (const command of ['AUTH PLAIN', 'MAIL FROM']) {
      expect(outcomeOf({ responseCode: 535, command, code: 'EAUTH', dataStarted: false })).toEqual({ kind: 'deferred', reason: 'smtp_535' })
    }
  })
})

test('connections are kept, and one that the server closed in between costs no message', async () => {
  const { mailer, bodies, connections } = await smtp({ dropAfterMessages: 3 })
  for (let i = 0; i < 7; i += 1) {
    expect(await mailer.send(email(`k${i}`))).toMatchObject({ kind: 'delivered' })
    if (i % 3 === 2) await new Promise((resolve) => setTimeout(resolve, 30))
  }
  expect(bodies).toHaveLength(7)
  expect(connections()).toBe(3)
  expect(bodies[0]).toMatch(/Message-ID: <k0@shop.example.com>/)
  expect(bodies[0]).toMatch(/multipart\/alternative/)
  expect(bodies[0]).toMatch(/Date: Sun, 01 Mar 2026 00:00:00 \+0000/)
})

test('a broken connection after the body is never followed by a second try', async () => {
  const { mailer, bodies } = await smtp({ end: 'drop' })
  await mailer.send(email('k1'))
  await mailer.send(email('k2'))
  expect(bodies.map((body) => /Message-ID: <(\w+)@/.exec(body)?.[1])).toEqual(['k1', 'k2'])
})
