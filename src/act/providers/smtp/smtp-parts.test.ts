import { createHash, createPublicKey, generateKeyPairSync, verify } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { enhancedOf, mailVerdict } from '../../channels/mail-status.ts'
import { dkimRecord, readDkimKey, relaxedBody, relaxedHeader, signDkim } from './dkim-sign.ts'
import { DomainPace } from './domain-pace.ts'
import { mailDnsFacts } from './mail-dns.ts'
import { returnPathOf, sendKeyOfReturnPath } from './return-path.ts'

const ONE = '0190b0a4-7c1e-7abc-8def-0123456789ab'
const TWO = 'ffffffff-ffff-4fff-bfff-ffffffffffff'

describe('what a status says', () => {
  test.each([
    ['5.1.1', 550, 'hard', true],
    ['5.1.10', 556, 'hard', true],
    ['5.2.1', 550, 'hard', true],
    ['4.2.2', 452, 'soft', false],
    ['5.2.2', 552, 'soft', true],
    ['4.4.7', 450, 'soft', false],
    ['5.2.3', 552, 'no_fault', true],
    ['5.6.0', 554, 'no_fault', true],
    ['5.7.1', 550, 'policy', true],
    ['4.7.32', 421, 'policy', false],
    ['4.1.1', 450, 'soft', false],
    ['5.5.0', 550, 'no_fault', true],
  ] as const)('%s is %s', (enhanced, code, kind, isFinal) => {
    expect(mailVerdict(enhanced, code, 'recipient')).toMatchObject({ class: kind, isFinal })
  })

  test('without a status 550 speaks of the address at the recipient only', () => {
    expect(mailVerdict(null, 550, 'recipient')).toEqual({ class: 'hard', isFinal: true, reason: 'hard_bounce_550' })
    expect(mailVerdict(null, 550, 'body')).toMatchObject({ class: 'no_fault' })
    expect(mailVerdict(null, 451, 'recipient')).toMatchObject({ class: 'soft', isFinal: false })
  })

  test('a status is found where servers write it, and a version or an address is none', () => {
    expect(enhancedOf('550-5.1.1 The account does not exist')).toBe('5.1.1')
    expect(enhancedOf('550 5.7.515 Access denied')).toBe('5.7.515')
    expect(enhancedOf('554 see 10.5.1.1 or mail 3.2.1')).toBeNull()
  })
})

describe('the return path names its message', () => {
  test.each([`${ONE}:1`, `${ONE}:${TWO}:12`])('%s comes back from it in any case', (sendKey) => {
    const path = returnPathOf('bounces@example.com', sendKey) ?? ''
    expect(path.slice(0, path.indexOf('@')).length).toBeLessThanOrEqual(64)
    expect(sendKeyOfReturnPath(path.toUpperCase())).toBe(sendKey)
  })

  test('what is not ours, or does not fit, is left to other ways', () => {
    expect(returnPathOf('bounces@example.com', 'decision-1:1')).toBeNull()
    expect(returnPathOf('a-very-long-bounce-name@example.com', `${ONE}:${TWO}:1`)).toBeNull()
    for (const text of ['bounces@example.com', 'bounces+short-1@example.com', 'a+b', '']) expect(sendKeyOfReturnPath(text)).toBeNull()
  })
})

/** As a receiver verifies (RFC 6376 6.1.3), by the record that is published. */
function isSigned(mail: string, record: string): boolean {
  const [head = '', ...rest] = mail.split('\r\n\r\n')
  const fields = head.split(/\r\n(?![ \t])/u)
  const own = fields[0] ?? ''
  const tags = new Map(
    own
      .slice(own.indexOf(':') + 1)
      .split(';')
      .map((tag) => [tag.slice(0, tag.indexOf('=')).trim(), tag.slice(tag.indexOf('=') + 1).replaceAll(/\s/gu, '')]),
  )
  const body = relaxedBody(rest.join('\r\n\r\n'))
  if (createHash('sha256').update(Buffer.from(body, 'latin1')).digest('base64') !== tags.get('bh')) return false
  const left = fields.slice(1)
  const lines = (tags.get('h') ?? '').split(':').flatMap((name) => {
    const at = left.findLastIndex((field) => field.toLowerCase().startsWith(`${name.toLowerCase()}:`))
    return at < 0 ? [] : left.splice(at, 1).map((field) => `${relaxedHeader(field)}\r\n`)
  })
  const data = Buffer.from(`${lines.join('')}${relaxedHeader(own.replace(/(\sb=)[\s\S]*$/u, '$1'))}`, 'latin1')
  const open = Buffer.from(/p=(.+)$/u.exec(record)?.[1] ?? '', 'base64')
  const isEd = record.includes('ed25519')
  const prefix = Buffer.from('302a300506032b6570032100', 'hex')
  const key = createPublicKey({ key: isEd ? Buffer.concat([prefix, open]) : open, format: 'der', type: 'spki' })
  const signature = Buffer.from(tags.get('b') ?? '', 'base64')
  return isEd ? verify(null, createHash('sha256').update(data).digest(), key, signature) : verify('sha256', data, key, signature)
}

describe('DKIM', () => {
  const pem = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'pem' }).toString()
  const keys = {
    rsa: pem(generateKeyPairSync('rsa', { modulusLength: 2_048 }).privateKey),
    ed25519: pem(generateKeyPairSync('ed25519').privateKey),
  }
  const mail = [
    'From: Shop <a@example.com>',
    'To: b@example.org',
    'Subject: =?UTF-8?Q?a?=',
    ' folded   twice',
    'List-Unsubscribe: <https://u.example.com/1>',
    'List-Unsubscribe-Post: List-Unsubscribe=One-Click',
    '',
    'Hello  there \r\n\r\n\r\n',
  ].join('\r\n')

  test('the empty body and the canonical forms are those of the standard', () => {
    expect(createHash('sha256').update(relaxedBody('')).digest('base64')).toBe('47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=')
    // RFC 6376 3.4.5.
    expect(relaxedHeader('B : Y\t\r\n\tZ  ')).toBe('b:Y Z')
    expect(relaxedBody(' C \r\nD \t E\r\n\r\n\r\n')).toBe(' C\r\nD E\r\n')
  })

  test.each(['rsa', 'ed25519'] as const)('%s: a receiver finds it right, and any change wrong', (kind) => {
    const key = readDkimKey(keys[kind])
    if (key === null) throw new Error('no key')
    const signed = signDkim(Buffer.from(mail), { domain: 'example.com', selector: 's1', key }, new Date('2026-01-01T00:00:00Z')).toString(
      'latin1',
    )
    const record = dkimRecord(key)
    expect(isSigned(signed, record)).toBe(true)
    expect(signed).toContain('List-Unsubscribe-Post')
    expect(isSigned(signed.replace('One-Click', 'One-Clack'), record)).toBe(false)
    expect(isSigned(signed.replace('Hello', 'Hallo'), record)).toBe(false)
    expect(isSigned(signed.replace('\r\nTo:', '\r\nFrom: x@evil.example\r\nTo:'), record)).toBe(false)
  })

  test('what is no key, or too short a one, is not taken', () => {
    expect(readDkimKey('-----BEGIN PRIVATE KEY-----\nnonsense\n-----END PRIVATE KEY-----')).toBeNull()
    expect(readDkimKey(pem(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey))).toBeNull()
    expect(readDkimKey(pem(generateKeyPairSync('rsa', { modulusLength: 512 }).privateKey))).toBeNull()
  })
})

test('a domain that asks for less is left alone, longer each time, and the others go on', () => {
  const pace = new DomainPace({ atOnce: 2, perMinute: 0 })
  const refused = { kind: 'deferred', reason: 'smtp_421' } as const
  expect([pace.begin('a.com', 0), pace.begin('a.com', 0), pace.begin('a.com', 0)]).toEqual([null, null, 1_000])
  pace.end('a.com', refused, 0)
  expect([pace.begin('a.com', 0), pace.begin('b.com', 0)]).toEqual([60_000, null])
  expect(pace.begin('a.com', 60_000)).toBeNull()
  pace.end('a.com', refused, 60_000)
  expect(pace.begin('a.com', 60_000)).toBe(120_000)
  expect(pace.begin('a.com', 180_000)).toBeNull()
  pace.end('a.com', { kind: 'accepted', providerId: null }, 180_000)
  const slow = new DomainPace({ atOnce: 5, perMinute: 2 })
  expect([slow.begin('a.com', 0), slow.begin('a.com', 10_000), slow.begin('a.com', 30_000)]).toEqual([null, 20_000, null])
})

test('the records of a domain are facts; without a network nothing is said of them', async () => {
  const missing = Object.assign(new Error('none'), { code: 'ENODATA' })
  const records: Readonly<Record<string, string[]>> = {
    'example.com': ['v=spf1 include:x ', '-all'],
    's1._domainkey.example.com': ['v=DKIM1; p=AB', 'CD'],
  }
  const dns = {
    resolveTxt: (name: string) => (records[name] === undefined ? Promise.reject(missing) : Promise.resolve([records[name]])),
    resolveMx: () => Promise.resolve([{ exchange: 'mx.example.com' }]),
  }
  const asked = {
    domain: 'example.com',
    dkim: { domain: 'example.com', selector: 's1', record: 'v=DKIM1; k=rsa; p=ABCD' },
    bounceDomain: null,
  }
  expect((await mailDnsFacts(dns, asked)).map(({ name, ok }) => [name, ok])).toEqual([
    ['SPF', true],
    ['DKIM', true],
    ['DMARC', false],
    ['MX', true],
  ])
  const away = () => Promise.reject(Object.assign(new Error('away'), { code: 'ECONNREFUSED' }))
  const facts = await mailDnsFacts({ resolveTxt: away, resolveMx: away }, asked)
  expect(facts.every(({ value, ok }) => ok && value === 'could not be looked up')).toBe(true)
})
