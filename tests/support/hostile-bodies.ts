import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'

/** One request to the tracking API that has harmed, or could harm, its reader. */
export interface HostileBody {
  readonly name: string
  /** Below /v1/. */
  readonly path: string
  readonly body: Buffer
  readonly headers: Readonly<Record<string, string>>
}

const KB = 1_024

/** The fixed corpus. Every message has an id of its own, so that the bodies can be counted. */
export function hostileBodies(): HostileBody[] {
  const bodies: HostileBody[] = []
  const put = (path: string, name: string, body: string | Buffer, headers: Record<string, string> = {}): void => {
    bodies.push({ name, path, body: typeof body === 'string' ? Buffer.from(body, 'utf8') : body, headers })
  }
  const zip = (name: string, body: string | Buffer): void => put('batch', name, gzipSync(body), { 'content-encoding': 'gzip' })
  const track = (name: string, fields: object, extra = ''): void => {
    // JSON.stringify writes half a pair as an escape, as a browser does.
    const json = JSON.stringify({ type: 'track', event: 'Hostile', userId: 'u', ...fields })
    put('track', name, extra === '' ? json : `${json.slice(0, -1)},${extra}}`)
  }
  const nested = (depth: number): string => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`
  const emoji = (letters: number): string => `${'a'.repeat(letters)}😀`

  // Texts that a database refuses, and cuts in the middle of a character.
  track('event-of-half-a-pair', { event: '\ud800', userId: 'u' })
  track('event-199-and-emoji', { event: emoji(199) })
  track('product-199-and-emoji', { properties: { product_id: emoji(199), category: emoji(199) } })
  track('channel-39-and-emoji', { context: { channel: emoji(39) } })
  for (const field of ['userId', 'anonymousId', 'messageId']) track(`half-a-pair-in-${field}`, { [field]: 'x\udc00y' })
  track('half-a-pair-in-external-id', { context: { externalIds: [{ type: 'custom_id', id: '\ud83d' }] } })
  track('half-a-pair-in-a-key', { properties: { '\udfff': 1 } })
  track('half-a-pair-deep-down', { properties: { a: [{ b: ['\ud800'] }] } })
  track('half-a-pair-in-a-name', { type: 'identify', traits: { name: '李\ud842' } })
  for (const field of ['event', 'userId', 'anonymousId', 'messageId']) track(`nul-in-${field}`, { [field]: 'a\u0000b' })
  track('control-characters', { event: '\u0001\u001b[2J\u007f', properties: { a: '\b\f\r\n\t\\"' } })
  track('right-to-left-and-zero-width', { event: '\u202egnp.exe\u200b\ufeff' })
  put('track', 'not-utf8', Buffer.from([0x7b, 0x22, 0x61, 0x22, 0x3a, 0x22, 0xc4, 0xe3, 0xba, 0xc3, 0x22, 0x7d]))
  put('track', 'byte-order-mark', '\ufeff{"event":"Bom","userId":"u"}')
  put('track', 'utf16', Buffer.from('{"event":"x","userId":"u"}', 'utf16le'))

  // Depth and width.
  for (const depth of [60, 65, 500, 3_700, 4_400, 20_000]) track(`properties-${depth}-deep`, {}, `"properties":${nested(depth)}`)
  track('lists-4000-deep', {}, `"properties":{"a":${'['.repeat(4_000)}${']'.repeat(4_000)}}`)
  put('batch', 'two-million-brackets', '['.repeat(2_000_000))
  put('batch', 'a-million-empty-objects', `{"batch":[${'{},'.repeat(1_000_000)}{}]}`)
  put('batch', 'a-batch-of-4-mb-of-numbers', `{"batch":[${'1e999,'.repeat(600_000)}1]}`)
  track('thousands-of-keys', { properties: Object.fromEntries(Array.from({ length: 2_000 }, (_, i) => [`k${i}`, i])) })
  track('the-same-key-often', {}, `"properties":{${'"a":1,'.repeat(3_000)}"a":2}`)

  // Slow for pattern searches.
  const slow = ['a', '1', ' ', '@', 'a@', '1 ', '+1', '%40', '１', '13800138000', '-', '=&?', '010-']
  for (const piece of slow) {
    const text = piece.repeat(32_000 / piece.length)
    const message = { type: 'track', event: 'Slow', userId: 'u', properties: { text: text.slice(0, 31_000) } }
    zip(`120-messages-of-${encodeURIComponent(piece)}`, JSON.stringify({ batch: Array.from({ length: 120 }, () => message) }))
  }
  track('key-of-30-kb', { properties: { [`A${'a1'.repeat(14_000)}`]: 1 } })
  track('user-agent-of-30-kb', { context: { userAgent: ' '.repeat(30_000) } })
  track('url-of-30-kb', { properties: { url: `https://s.example/?${'a=%25&'.repeat(4_000)}` } })
  zip(
    '2500-new-people',
    JSON.stringify({
      batch: Array.from({ length: 2_500 }, (_, i) => ({
        type: 'identify',
        userId: `p${i}`,
        anonymousId: `d${i}`,
        traits: { email: `p${i}@example.com`, phone: `138${String(i).padStart(8, '0')}`, name: '李雷' },
      })),
    }),
  )

  // Numbers.
  for (const id of ['1234567890123456788', '1234567890123456789', '1e400', '-1e400', '1e20', '0.1e-400', '123456789012345678901234567890'])
    put('track', `numeric-ids-${id}`, `{"event":"Ids","userId":${id},"messageId":${id},"properties":{"product_id":${id},"order_id":${id}}}`)
  for (const amount of [
    '1e11',
    '1e12',
    '1e400',
    '-1e300',
    '"1e400"',
    '"9".',
    'true',
    '[1]',
    '"free"',
    '"5元5"',
    '"10²"',
    '"1$2"',
    '-0',
    '"0x10"',
  ])
    put('track', `amount-${amount}`, `{"event":"Amount","userId":"u","properties":{"revenue":${amount}}}`)

  // Times.
  for (const time of [
    '1797-01-01T00:00:00Z',
    '+275760-09-13T00:00:00Z',
    '2026-02-30T00:00:00Z',
    '0',
    '',
    'yesterday',
    '0050-05-01T00:00:00Z',
    '2026-01-01T00:00:00+99:00',
    'Tue, 31 Feb 2026 10:00:00 GMT',
  ])
    track(`time-${time}`, { timestamp: time })
  for (const time of [-1, 1e300, 5, 1_777_543_200]) track(`time-${time}`, { timestamp: time })
  track('a-clock-229-years-off', { timestamp: '1970-01-01T00:00:00Z', sentAt: '2199-01-01T00:00:00Z' })
  track('a-sent-at-of-30-kb', { sentAt: '2'.repeat(30_000), timestamp: '2026-01-01T00:00:00Z' })

  // Shapes.
  for (const item of ['null', '5', '"text"', '[]', '[[]]', 'true', '{}']) put('batch', `a-batch-of-${item}`, `{"batch":[${item}]}`)
  for (const body of ['null', '5', '"x"', '[]', '', '{', '{"batch":[]}', '{"batch":{}}', '{"batch":null}', 'NaN', '{"a":01}'])
    put('batch', `body-${body}`, body)
  for (const value of ['"text"', '[1]', '5', 'true', '[]', 'null'])
    put('track', `objects-of-${value}`, `{"event":"Shapes","userId":"u","properties":${value},"context":${value},"traits":${value}}`)
  for (const id of ['true', '{}', '[]', '[1]', '""', '" "', '1.5', '-0'])
    put('track', `user-id-${id}`, `{"event":"Shapes","anonymousId":"d","userId":${id}}`)
  put(
    'track',
    'prototype',
    '{"event":"Proto","userId":"u","__proto__":{"a":1},"constructor":{"prototype":{"b":1}},"properties":{"__proto__":{"polluted":true},"a":1}}',
  )
  put('batch', 'shared-context-of-text', '{"context":"x","batch":[{"type":"track","event":"e","userId":"u","context":"y"}]}')
  track('message-of-40-kb', { properties: { text: 'x'.repeat(40 * KB) } })
  track('ids-of-30-kb', { userId: 'u'.repeat(30 * KB) })
  track('id-that-grows-when-folded', { userId: 'ﷺ'.repeat(150) })

  // Personal data where none belongs.
  track('personal-everywhere', {
    event: 'Mail li@example.com',
    anonymousId: 'li@example.com',
    messageId: '13800138000',
    properties: { sku: '13900139000', category: '１３８００１３８０００', 'wang@example.com': 1, receiver_address: '上海市' },
  })

  // Wrappings.
  zip('4-mb-of-spaces', ' '.repeat(4 * KB * KB - 10))
  zip('gzip-of-100-mb', Buffer.alloc(100 * KB * KB, 0x20))
  put('batch', 'gzip-that-is-none', 'plain', { 'content-encoding': 'gzip' })
  put('batch', 'gzip-cut-off', gzipSync('{"batch":[{}]}').subarray(0, 15), { 'content-encoding': 'gzip' })
  put('batch', '5-mb-unpacked', Buffer.alloc(5 * KB * KB, 0x20))
  put('track', 'gzip-by-another-name', gzipSync('{"event":"x","userId":"u"}'), { 'content-encoding': 'X-GZip' })
  put('track', 'gzip-in-gzip', gzipSync(gzipSync('{"event":"x","userId":"u"}')), { 'content-encoding': 'gzip, gzip' })
  put('track', 'deflate', deflateSync('{"event":"x","userId":"u"}'), { 'content-encoding': 'deflate' })
  put('track', 'brotli', brotliCompressSync('{"event":"x","userId":"u"}'), { 'content-encoding': 'br' })
  put('batch', 'unknown-encoding', '{"batch":[{}]}', { 'content-encoding': 'br' })
  zip('3000-messages', JSON.stringify({ batch: Array.from({ length: 3_000 }, () => ({})) }))
  return bodies
}
