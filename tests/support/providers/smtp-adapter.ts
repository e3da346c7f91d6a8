import { createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import type { OutgoingEmail } from '#act/outgoing-message.ts'
import { smtpWith } from '#act/providers/smtp/smtp-provider.ts'
import type { ProviderAdapter, TakenMessage } from './provider-contract.ts'
import type { ServerStep } from '#demo/providers/scripted-server.ts'

const USER = 'shop@example.com'
const PASSWORD = 'right-password-1'
const NO_RECORDS = () => Promise.reject(Object.assign(new Error('none'), { code: 'ENODATA' }))
/** As long as the suite waits for a server. */
const SILENCE_MS = 500

/** Answers to the recipient by the names of the codes below; anything else is a plain refusal. */
const ANSWERS: Readonly<Record<string, string>> = {
  dead: '550 5.1.1 no such user',
  disabled: '550 5.2.1 disabled',
  full: '452 4.2.2 mailbox full',
  policy: '550 5.7.1 blocked',
  slow: '421 4.7.0 slow down',
  busy: '451 4.3.0 later',
}

interface ScriptedSmtp {
  readonly port: number
  readonly taken: TakenMessage[]
  readonly steps: ServerStep[]
  close(): Promise<void>
}

/** A mail server that checks the log-in and answers as told. */
async function startServer(): Promise<ScriptedSmtp> {
  const taken: TakenMessage[] = []
  const steps: ServerStep[] = []
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    let buffered = ''
    let body: ServerStep | 'none' | undefined
    const say = (text: string): void => void (socket.destroyed || socket.write(`${text}\r\n`))
    const end = (mail: string): void => {
      const step = body
      body = undefined
      const key = /^X-Liuke-Send-Key: (.+)$/imu.exec(mail)?.[1]?.trim() ?? null
      if (!(typeof step === 'object' && step.kind === 'cut' && !step.taken)) taken.push({ sendKey: key, providerId: '' })
      if (typeof step === 'object' && step.kind === 'cut') socket.destroy()
      else if (typeof step === 'object' && step.kind === 'slow') setTimeout(() => say('250 2.0.0 ok'), step.ms)
      else say('250 2.0.0 queued')
    }
    const take = (line: string): void => {
      const command = line.slice(0, 4).toUpperCase()
      if (command === 'EHLO') socket.write('250-mx.example.com\r\n250-ENHANCEDSTATUSCODES\r\n250-DSN\r\n250 AUTH PLAIN\r\n')
      else if (command === 'AUTH') {
        const isRight = line.slice(11) === Buffer.from(`\0${USER}\0${PASSWORD}`).toString('base64')
        say(isRight ? '235 2.7.0 ok' : '535 5.7.8 wrong')
      } else if (command === 'RCPT') {
        const [step] = steps
        if (step?.kind !== 'code') say('250 ok')
        else {
          steps.shift()
          say(ANSWERS[step.code] ?? `554 ${step.said ?? 'no'}`)
        }
      } else if (command === 'DATA') {
        body = steps.shift() ?? 'none'
        say('354 go on')
      } else say('250 ok')
    }
    socket.on('error', () => undefined)
    socket.on('close', () => sockets.delete(socket))
    say('220 mx.example.com')
    socket.on('data', (chunk) => {
      buffered += chunk.toString('utf8')
      for (;;) {
        const mark = body === undefined ? '\r\n' : '\r\n.\r\n'
        const at = buffered.indexOf(mark)
        if (at < 0) return
        const text = buffered.slice(0, at)
        buffered = buffered.slice(at + mark.length)
        if (body === undefined) take(text)
        else end(text)
      }
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    taken,
    steps,
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

export const smtpAdapter: ProviderAdapter<OutgoingEmail> = {
  kind: smtpWith({ resolveTxt: NO_RECORDS, resolveMx: NO_RECORDS }, SILENCE_MS),
  hasEndpoint: false,
  speaksHttp: false,
  codes: [
    { code: 'dead', becomes: { kind: 'rejected', reason: 'hard_bounce', suppress: 'address' } },
    { code: 'disabled', becomes: { kind: 'rejected', suppress: 'address' } },
    { code: 'full', becomes: { kind: 'deferred' } },
    { code: 'policy', becomes: { kind: 'rejected', reason: 'mail_policy' } },
    { code: 'busy', becomes: { kind: 'deferred' } },
    { code: 'slow', becomes: { kind: 'deferred', reason: 'mail_policy' } },
  ],
  async start() {
    const server = await startServer()
    let recipients = 0
    return {
      settings: {
        host: '127.0.0.1',
        port: String(server.port),
        security: 'none',
        user: USER,
        bounceAddress: 'bounces@example.com',
        domainAtOnce: '8',
      },
      secrets: { password: PASSWORD },
      wrongSecrets: { password: 'wrong-password-2' },
      message: (sendKey) => ({
        channel: 'email',
        sendKey,
        purpose: 'marketing',
        from: { name: 'Shop', address: USER },
        to: `customer${(recipients += 1)}@inbox${recipients}.example`,
        subject: 'Hello',
        text: 'text',
        html: '<p>text</p>',
        messageId: `<${sendKey.replace(':', '.')}@example.com>`,
        date: new Date('2026-12-01T04:00:00Z'),
        headers: { 'X-Liuke-Send-Key': sendKey },
      }),
      addressOf: ({ to }) => to,
      taken: () => server.taken,
      script: (...steps) => void server.steps.push(...steps),
      receipt: ({ sendKey }, event) => ({
        method: 'POST',
        url: 'https://crm.example.com/hooks/providers/account-1/secret-part',
        headers: { 'content-type': 'message/rfc822' },
        body: Buffer.from(
          [
            'From: MAILER-DAEMON@mx.example.com',
            'To: bounces@example.com',
            'Content-Type: multipart/report; report-type=delivery-status; boundary=b',
            '',
            '--b',
            'Content-Type: message/delivery-status',
            '',
            'Reporting-MTA: dns; mx.example.com',
            `Original-Envelope-Id: ${sendKey ?? ''}`,
            '',
            `Action: ${event}`,
            `Status: ${event === 'failed' ? '5.1.1' : '2.0.0'}`,
            '',
            '--b--',
          ].join('\r\n'),
        ),
      }),
      close: () => server.close(),
    }
  },
}
