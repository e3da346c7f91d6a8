import { expect, test } from 'vitest'
import { localToUtc } from '../import/parse-instant.ts'
import { normaliseMessage } from '../tracking/normalise-message.ts'
import { Dropped, Quarantined } from '../tracking/steps/step-result.ts'
import { LogReader, type ReadLine } from './log-reader.ts'
import { type LogOptions, PLAIN_LOG } from './log-options.ts'
import { LineCutter, type LogLine } from './read-log-lines.ts'

const NOW = Date.UTC(2026, 9, 12)
const SHANGHAI = localToUtc('Asia/Shanghai')

function reader(options: Partial<LogOptions> = {}, secret = 's'): (text: string) => ReadLine {
  const log = new LogReader({ ...PLAIN_LOG, ...options }, SHANGHAI, secret, NOW)
  let number = 0
  return (text) => {
    number += 1
    return log.read({ number, text, problem: null })
  }
}

function messageOf(read: ReadLine): Readonly<Record<string, unknown>> {
  if (read.kind !== 'view') throw new Error(JSON.stringify(read))
  return read.message
}

const COMBINED =
  '203.0.113.7 - frank [10/Oct/2026:13:55:36 +0800] "GET /p/7?utm_source=mail&email=a%40b.cn HTTP/1.1" 200 2326 "https://shop.example/list?q=secret" "Mozilla/5.0 (X11)"'

test('a line of the combined format is a page view at its instant, without query, address or the query of where it came from', () => {
  const message = messageOf(reader({ who: [{ from: 'user', name: '', as: 'userId' }] })(COMBINED))
  expect(message).toMatchObject({
    type: 'page',
    userId: 'frank',
    timestamp: '2026-10-10T05:55:36.000Z',
    properties: { path: '/p/7', referrer: 'https://shop.example/list', utm_source: 'mail' },
  })
  expect(JSON.stringify(message)).not.toMatch(/203\.0|secret|a@b|a%40b/)
})

test.each([
  ['common', '203.0.113.7 - - [10/Oct/2026:13:55:36 +0800] "GET /a HTTP/1.0" 200 5'],
  ['virtual host first', 'shop.example:443 203.0.113.7 - - [10/Oct/2026:13:55:36 +0800] "GET /a HTTP/2.0" 200 5 "-" "Mozilla"'],
  ['json of nginx', '{"time_iso8601":"2026-10-10T13:55:36+08:00","remote_addr":"203.0.113.7","request":"GET /a HTTP/1.1","status":200}'],
  [
    'json with the clock of the server',
    '{"time_local":"10/Oct/2026:13:55:36 +0800","request_method":"GET","request_uri":"/a","status":"304","remote_addr":"2001:db8::1"}',
  ],
  ['json in seconds since 1970', '{"msec":"1791611736.000","uri":"/a","remote_addr":"203.0.113.7"}'],
] as const)('%s is read', (name, line) => {
  const message = messageOf(reader({ format: name.startsWith('json') ? 'json' : 'combined' })(line))
  expect(message).toMatchObject({ timestamp: '2026-10-10T05:55:36.000Z', properties: { path: '/a' } })
})

test('a pattern of the shop names the parts; times without an offset are of the zone', () => {
  const read = reader({
    format: 'pattern',
    pattern: String.raw`^(?P<time>\S+ \S+) (?P<ip>\S+) (?P<path>\S+) uid=(?P<member>\w*)`,
    who: [{ from: 'field', name: 'member', as: 'userId' }],
  })
  expect(messageOf(read('2026-10-10 13:55:36 203.0.113.7 /a uid=M7'))).toMatchObject({
    userId: 'M7',
    timestamp: '2026-10-10T05:55:36.000Z',
  })
  expect(read('nothing of the kind')).toMatchObject({ kind: 'refused', refusal: { reason: 'unreadable-line' } })
})

test('who it was comes from a cookie or a parameter; else somebody who is told apart for one day only', () => {
  const named = reader({
    who: [
      { from: 'cookie', name: 'vid', as: 'anonymousId' },
      { from: 'query', name: 'u', as: 'userId' },
    ],
  })
  const line = COMBINED.replace('/p/7?', '/p/7?u=M9&').concat(' "a=1; vid=d-42"')
  expect(messageOf(named(line))).toMatchObject({ userId: 'M9', anonymousId: 'd-42' })
  const id = (text: string, secret = 's') => messageOf(reader({}, secret)(text))['anonymousId']
  const today = id(COMBINED)
  expect(today).toMatch(/^[0-9a-f-]{36}$/)
  expect(id(COMBINED.replace('/p/7', '/q'))).toBe(today)
  expect(id(COMBINED.replace('10/Oct', '11/Oct'))).not.toBe(today)
  expect(id(COMBINED.replace('203.0.113.7', '203.0.113.8'))).not.toBe(today)
  expect(id(COMBINED, 'another house')).not.toBe(today)
  expect(reader({ visitors: false })(COMBINED)).toEqual({ kind: 'left-out', reason: 'nobody' })
})

test('an address is kept as its network alone, and only where that was asked for', () => {
  const network = (ip: string) =>
    (messageOf(reader({ ip: 'truncated' })(COMBINED.replace('203.0.113.7', ip)))['properties'] as Record<string, string>)['network']
  expect(network('203.0.113.7')).toBe('203.0.113.0/24')
  expect(network('2001:db8:7:1::9')).toBe('2001:db8:7::/48')
  expect(network('2001:db8::9')).toBe('2001:db8:0::/48')
  expect(network('::ffff:203.0.113.7')).toBe('203.0.113.0/24')
  expect(network('not-an-address')).toBeUndefined()
})

test.each([
  ['static', '/app.CSS?v=3'],
  ['path', '/health/live'],
  ['status', '/missing'],
  ['method', '/post'],
] as const)('left out by rule: %s', (reason, path) => {
  const line = COMBINED.replace('/p/7', path)
    .replace(' 200 ', path === '/missing' ? ' 404 ' : ' 200 ')
    .replace('GET', path === '/post' ? 'POST' : 'GET')
  expect(reader({ leaveOutPaths: ['/health'] })(line)).toEqual({ kind: 'left-out', reason })
})

test('the same line has the same id in every file, and its second copy another', () => {
  const [first, second] = [reader(), reader()]
  const ids = [first(COMBINED), first(COMBINED), second(COMBINED)].map((read) => messageOf(read)['messageId'])
  expect(ids[0]).toBe(ids[2])
  expect(ids[1]).not.toBe(ids[0])
})

test('a crawler that says so is a bot', () => {
  const origin = { sourceId: 's', receivedAt: NOW, sentAt: null, toUtc: SHANGHAI, inboxId: 'i', userIdKind: 'user_id', secret: 's' }
  const event = (agent: string) => {
    const read = normaliseMessage(messageOf(reader()(COMBINED.replace('Mozilla/5.0 (X11)', agent))), origin, 0)
    if (read instanceof Quarantined || read instanceof Dropped) throw new Error(read.reason)
    return read
  }
  for (const agent of ['Googlebot/2.1', 'curl/8.5.0', 'python-requests/2.31', 'Baiduspider/2.0', 'facebookexternalhit/1.1']) {
    expect([agent, event(agent).isBot]).toEqual([agent, true])
  }
  expect(event('Mozilla/5.0 (iPhone; CPU iPhone OS 17_0)')).toMatchObject({
    isBot: false,
    type: 'page',
    availableAt: event('x').occurredAt,
  })
})

test.each([
  ['no quotes', '1.2.3.4 - - [10/Oct/2026:13:55:36 +0800] GET / 200'],
  ['quote without end', '1.2.3.4 - - [10/Oct/2026:13:55:36 +0800] "GET / HTTP/1.1 200 5'],
  ['bracket without end', '1.2.3.4 - - [10/Oct/2026:13:55:36 "GET / HTTP/1.1" 200 5'],
  ['a word', 'hello'],
  ['only quotes', '"'.repeat(60_000)],
  ['only brackets', '['.repeat(60_000)],
  ['backslashes', `1.2.3.4 - - [10/Oct/2026:13:55:36 +0800] "${'\\'.repeat(60_000)}`],
])('what is no line of the format is refused: %s', (_, line) => {
  expect(reader()(line)).toMatchObject({ kind: 'refused', refusal: { reason: 'unreadable-line' } })
})

test.each([
  ['31/Feb/2026:13:55:36 +0800', 'unreadable-date'],
  ['10/Xyz/2026:13:55:36 +0800', 'unreadable-date'],
  ['10/Oct/2026:25:55:36 +0800', 'unreadable-date'],
  ['10/Oct/2030:13:55:36 +0800', 'date-out-of-range'],
])('the time %s is refused', (time, reason) => {
  expect(reader()(COMBINED.replace('10/Oct/2026:13:55:36 +0800', time))).toMatchObject({
    kind: 'refused',
    refusal: { reason, field: 'time' },
  })
})

test.each([
  ['syntax', '(?P<time>a'],
  ['syntax', String.raw`(?P<time>.)(?P<path>.)\1`],
  ['syntax', '(?=a)(?P<time>.)(?P<path>.)'],
  ['large', '(?P<time>.)(?P<path>.)(a{30}){25}'],
  ['long', `(?P<time>.)(?P<path>.)${'a'.repeat(2_000)}`],
  ['groups', '(?P<time>.)'],
  ['empty', ''],
])('a pattern is refused for its %s before a line is read', (reason, pattern) => {
  expect(() => reader({ format: 'pattern', pattern })).toThrow(expect.objectContaining({ code: 'log-pattern-wrong', details: { reason } }))
})

test('a pattern that would explode elsewhere takes time in proportion to the line, and one that is slow is stopped', () => {
  const read = reader({ format: 'pattern', pattern: String.raw`^(?P<time>(a+)+)(?P<path>b)$` })
  expect(read(`${'a'.repeat(8_000)}c`)).toMatchObject({ kind: 'refused' })
  let clock = 0
  const slow = new LogReader(
    { ...PLAIN_LOG, format: 'pattern', pattern: '(?P<time>a)(?P<path>b)' },
    SHANGHAI,
    's',
    NOW,
    () => (clock += 500),
  )
  const all = () => {
    for (let number = 1; number < 20; number += 1) slow.read({ number, text: 'x', problem: null })
  }
  expect(all).toThrow(expect.objectContaining({ code: 'log-pattern-slow' }))
})

test('bytes become lines: blank ones are none, long ones and those that are no text are named by their number', () => {
  const cutter = new LineCutter()
  const bytes = Buffer.concat([
    Buffer.from('\uFEFFfirst\r\n\n'),
    Buffer.alloc(10 * 1024 * 1024, 'x'),
    Buffer.from('\n'),
    Buffer.from([0xff, 0xfe, 0x41, 10]),
    Buffer.from('a\u0000b\nlast'),
  ])
  const lines: LogLine[] = []
  for (let at = 0; at < bytes.length; at += 65_537) lines.push(...cutter.push(bytes.subarray(at, at + 65_537)))
  lines.push(...cutter.end())
  expect(lines.map(({ number, problem }) => [number, problem])).toEqual([
    [1, null],
    [3, 'line-too-long'],
    [4, 'unreadable-text'],
    [5, 'unreadable-text'],
    [6, null],
  ])
  expect(lines[0]?.text).toBe('first')
  expect(lines[1]?.text.length).toBe(1_000)
  expect(lines[3]?.text).toBe('a\u2400b')
})
