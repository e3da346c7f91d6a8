import { Buffer } from 'node:buffer'
import type { Rng } from '#kernel/rng.ts'

/** What a body of a client says before it is spoilt: one of each kind of message, with what they carry. */
const BODIES: readonly Readonly<Record<string, unknown>>[] = [
  {
    type: 'track',
    event: 'Order Completed',
    userId: 'u-1',
    messageId: 'm-1',
    timestamp: '2026-03-10T10:00:00.000Z',
    sentAt: '2026-03-10T10:00:01.000Z',
    properties: { order_id: '9001', total: 30.5, currency: 'CNY', products: [{ product_id: 'TEA', price: 30.5, quantity: 1 }] },
    context: { ip: '203.0.113.7', userAgent: 'Mozilla/5.0', campaign: { source: 'mail' }, externalIds: [{ type: 'unionid', id: 'o1' }] },
  },
  {
    type: 'identify',
    userId: 'u-2',
    anonymousId: 'a-2',
    traits: { email: 'ann@example.com', phone: '13800138001', name: '李安', age: 31 },
  },
  { type: 'page', anonymousId: 'a-3', name: 'Home', properties: { url: 'https://shop.example/?a=1', referrer: '', title: '首页' } },
  { type: 'screen', userId: 'u-4', name: 'Cart', properties: { items: 2, open: true, nothing: null } },
  { type: 'group', userId: 'u-5', groupId: 'g-1', traits: { name: 'Tea Ltd', employees: 12, plan: 'pro' } },
  { type: 'alias', userId: 'u-6', previousId: 'a-6', timestamp: 1_773_136_800 },
]

/** What readers of JSON, texts, times and numbers stumble over. */
const PIECES = [
  '"',
  '\\',
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '\u0000',
  '\\u0000',
  '\\ud800',
  '\ufeff',
  '1e400',
  '-0',
  '9007199254740993',
  'NaN',
  'null',
  'true',
  '__proto__',
  '"constructor":{"prototype":1},',
  '"type":"track",',
  '"userId":"",',
  '[[[[[[[[',
  "'; DROP TABLE events; --",
  '2026-02-30T25:61:00Z',
  '\ud83d\ude00',
  '\u202e',
  '\r\n',
  '\t',
  '0x10',
  '1.',
  '.5',
  '99999999999999999999999999999999999999',
].map((piece) => Buffer.from(piece))

/** The body of one message with one to six things done to its bytes; mostly no JSON any more, sometimes another message than was meant. */
export function mutatedBody(rng: Rng): { readonly path: string; readonly body: Buffer } {
  const message = BODIES[rng.int(BODIES.length)] as Readonly<Record<string, unknown>>
  const path = String(rng.chance(0.1) ? BODIES[rng.int(BODIES.length)]?.['type'] : message['type'])
  let body: Buffer = Buffer.from(JSON.stringify(message))
  for (let left = 1 + rng.int(6); left > 0; left -= 1) body = changed(body, rng)
  return { path, body }
}

function changed(body: Buffer, rng: Rng): Buffer {
  const at = rng.int(body.length + 1)
  const to = Math.min(body.length, at + 1 + rng.int(20))
  const other = rng.int(body.length + 1)
  switch (rng.int(6)) {
    case 0:
      return Buffer.concat([body.subarray(0, at), Buffer.from([rng.int(256)]), body.subarray(at + 1)])
    case 1:
      return Buffer.concat([body.subarray(0, at), PIECES[rng.int(PIECES.length)] as Buffer, body.subarray(at)])
    case 2:
      return Buffer.concat([body.subarray(0, at), PIECES[rng.int(PIECES.length)] as Buffer, body.subarray(to)])
    case 3:
      return Buffer.concat([body.subarray(0, at), body.subarray(to)])
    case 4:
      return Buffer.concat([body.subarray(0, other), body.subarray(at, to), body.subarray(other)])
    default:
      return rng.chance(0.2) ? body.subarray(0, at) : Buffer.concat([body.subarray(0, to), body.subarray(at)])
  }
}
