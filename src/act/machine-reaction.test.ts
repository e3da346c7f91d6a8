import { expect, test } from 'vitest'
import { reactionTouch } from './link-service.ts'
import { machineReason } from './machine-reaction.ts'

const PHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148'
const ask = (userAgent: string, more: Partial<Parameters<typeof machineReason>[0]> = {}) =>
  machineReason({ act: 'opened', userAgent, isHead: false, afterMs: 60_000, ...more })

test.each([
  ['', 'no_agent'],
  ['Mozilla/5.0', 'prefetch'],
  ['Barracuda Sentinel (EE)', 'program'],
  ['python-requests/2.32', 'program'],
  ['Mozilla/5.0 (compatible; bingbot/2.0)', 'program'],
])('%s is %s', (userAgent, reason) => {
  expect(ask(userAgent)).toBe(reason)
})

test('a person is one, also through a proxy that fetches when they open', () => {
  expect(ask(PHONE)).toBeNull()
  expect(ask('Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)')).toBeNull()
  expect(ask('YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html')).toBeNull()
})

test('looking only, and sooner than anybody reads, are programs', () => {
  expect(ask(PHONE, { isHead: true })).toBe('head')
  expect(ask(PHONE, { act: 'clicked', afterMs: 2_999 })).toBe('too_fast')
  expect(ask(PHONE, { act: 'clicked', afterMs: 3_000 })).toBeNull()
  expect(ask(PHONE, { act: 'opened', afterMs: 2_999 })).toBeNull()
  // Clocks of two machines differ, and of an old message nothing is known.
  expect(ask(PHONE, { act: 'clicked', afterMs: -5 })).toBeNull()
  expect(ask(PHONE, { act: 'clicked', afterMs: null })).toBeNull()
})

test('what is noted of a click says which link and, of a program, why', () => {
  const at = new Date('2026-03-01T00:00:10Z')
  const send = {
    sendKey: 'k',
    decisionId: null,
    customerId: 'c',
    source: { kind: 'broadcast' as const, id: 'b' },
    channel: 'email' as const,
    handedAt: new Date('2026-03-01T00:00:08Z'),
  }
  const browser = { userAgent: 'Mozilla/5.0 (X11; Linux x86_64) Chrome/140', isHead: false }
  expect(reactionTouch(send, 'clicked', browser, at, { link: 'l' })).toMatchObject({
    isMachine: true,
    detail: { link: 'l', machine: 'too_fast' },
  })
  const slower = { ...send, handedAt: new Date('2026-03-01T00:00:00Z') }
  expect(reactionTouch(slower, 'clicked', browser, at, { link: 'l' })).toMatchObject({ isMachine: false, detail: { link: 'l' } })
})
