import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ChannelAccountList } from '#http/act/channel-schemas.ts'
import type { ContentDetail, ContentFindings, ContentPreview } from '#http/act/content-schemas.ts'
import type { ImageAdded, ImagePage, ImageRow } from '#http/act/image-schemas.ts'
import { ImageService } from '#act/images/image-service.ts'
import type { ImageLimits } from '#act/images/image-ports.ts'
import { AppError } from '#kernel/app-error.ts'
import { ManualClock } from '#kernel/clock.ts'
import { createImageStore } from '#store/relational/image-store.ts'
import { startMailbox } from '#simulate/mailbox.ts'
import type { Mailbox } from '#simulate/mailbox.ts'
import { exifSegment, smallGif, smallJpeg, smallPng, webpLossy, webpOf } from '../support/small-images.ts'
import { Visitor } from './support/house.ts'
import type { ShopServer } from './support/shop-server.ts'
import { openShopServer } from './support/shop-server.ts'

// Images from the upload to the mailbox over real engines: kept once, served to everybody who has the address, kept from being removed while customers get them.

const clock = new ManualClock(new Date('2026-03-16T04:00:00Z'))
const PUBLIC = 'https://care.shop.cn'
let shop: ShopServer
let mailbox: Mailbox

beforeAll(async () => {
  mailbox = await startMailbox({ port: 0, clock, verdict: () => 'deliver' })
  shop = await openShopServer(clock, {
    LIUKE_SMTP_URL: `smtp://${mailbox.host}:${mailbox.port}`,
    LIUKE_MAIL_FROM: 'care@shop.cn',
    LIUKE_PUBLIC_URL: PUBLIC,
  })
})
afterAll(async () => {
  await shop?.close()
  await mailbox?.close()
})

const ask = (method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: object) => shop.admin.ask(method, path, body)
const outcome = ({ statusCode, json }: Awaited<ReturnType<typeof ask>>) => [statusCode, json<{ code?: string }>().code]
const byAdmin = () => ({ cookie: shop.admin.cookie, 'x-csrf-token': shop.admin.csrfToken })
const upload = (bytes: Buffer, name = 'spring-sale.png', alt: string | null = null, headers: Record<string, string> = byAdmin()) =>
  shop.server.app.inject({
    method: 'POST',
    url: '/api/v1/images',
    headers: {
      host: '127.0.0.1',
      ...headers,
      'content-type': 'multipart/form-data; boundary=xx',
    },
    payload: Buffer.concat([
      ...(alt === null ? [] : [Buffer.from(`--xx\r\ncontent-disposition: form-data; name="alt"\r\n\r\n${alt}\r\n`)]),
      Buffer.from(`--xx\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\ncontent-type: text/html\r\n\r\n`),
      bytes,
      Buffer.from('\r\n--xx--\r\n'),
    ]),
  })
const added = async (bytes: Buffer, name?: string, alt?: string) => (await upload(bytes, name, alt)).json<ImageAdded>()
const open = (path: string, headers: Record<string, string> = {}, method: 'GET' | 'HEAD' = 'GET') =>
  shop.server.app.inject({ method, url: path, headers: { host: 'care.shop.cn', ...headers } })
const codeOfError = (error: unknown): string => (error instanceof AppError ? error.code : String(error))
const both = (zh: string, en = zh) => ({ zh, en })
const content = (src: string, change: object = {}) => ({
  name: 'With a picture',
  purpose: 'transactional',
  email: {
    subject: both('新品'),
    preheader: both(''),
    body: {
      kind: 'blocks',
      blocks: {
        zh: [
          { kind: 'text', text: '这里写一段足够长的话，让邮件不只有图片，客户关掉图片也能看懂。' },
          { kind: 'image', src, alt: '茶', href: '', width: 300 },
        ],
        en: [],
      },
    },
  },
  push: { title: both('新品'), body: both('看看'), url: '', imageUrl: src },
  fallbacks: {},
  utm: null,
  ...change,
})

describe('upload', () => {
  test.each([
    ['png', 'image/png', smallPng(8, 6, [], 1)],
    ['jpg', 'image/jpeg', smallJpeg(8, 6)],
    ['gif', 'image/gif', smallGif(8, 6, 2)],
    ['webp', 'image/webp', webpOf([webpLossy()])],
  ] as const)('a %s is taken by its bytes, whatever its name and type say, and served as what it is', async (type, mediaType, bytes) => {
    const answer = await upload(bytes, 'page.html')
    expect(answer.statusCode).toBe(201)
    const image = answer.json<ImageAdded>()
    expect(image).toMatchObject({ type, width: 8, height: 6, bytes: bytes.length, name: 'page', alt: 'page', added: true, uses: [] })
    expect(image.path).toMatch(new RegExp(`^/i/[\\w-]{22}\\.${type}$`))
    expect(image.url).toBe(`${PUBLIC}${image.path}`)
    const served = await open(image.path)
    expect([served.statusCode, served.headers['content-type'], served.rawPayload.equals(bytes)]).toEqual([200, mediaType, true])
  })

  test('the same bytes are kept once, at one address; what was said of the first stays', async () => {
    const bytes = smallPng(9, 9)
    const first = await added(bytes, 'first.png', '一杯茶')
    const again = await upload(bytes, 'second.png')
    expect([again.statusCode, again.json<ImageAdded>()]).toEqual([200, { ...first, added: false }])
    expect(first).toMatchObject({ name: 'first', alt: '一杯茶' })
  })

  test('where a photo was taken is not kept, also not for the sum that says whether two are the same', async () => {
    const first = await added(smallJpeg(20, 10, [exifSegment(6)]), 'here.jpg')
    const second = await added(smallJpeg(20, 10, [exifSegment(6, 'somewhere else GPS 22.5')]), 'there.jpg')
    expect([second.id, second.added]).toEqual([first.id, false])
    expect((await open(first.path)).rawPayload.includes('GPS')).toBe(false)
  })

  test.each([
    ['svg', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 400, 'image-is-svg'],
    ['a page', Buffer.from('<html>'), 400, 'image-unknown'],
    ['nothing', Buffer.alloc(0), 400, 'image-unknown'],
    ['half', smallPng().subarray(0, 50), 400, 'image-broken'],
    ['a bomb', smallPng(30_000, 30_000), 413, 'image-too-many-pixels'],
    ['too large', Buffer.concat([smallPng(), Buffer.alloc(2 * 1024 ** 2)]), 413, 'image-too-large'],
  ] as const)('%s is refused and leaves nothing', async (_what, bytes, status, code) => {
    const before = await shop.get<ImagePage>('/images')
    expect(outcome(await upload(bytes, 'x.png'))).toEqual([status, code])
    expect((await shop.get<ImagePage>('/images')).kept).toEqual(before.kept)
  })

  test('no file, a long word, a body of another kind', async () => {
    expect(outcome(await upload(smallPng(), 'x.png', 'x'.repeat(301)))).toEqual([400, 'image-alt-long'])
    expect(outcome(await ask('POST', '/images', {}))).toEqual([400, 'no-file'])
  })
})

describe('the public address', () => {
  test('is kept for good by whoever asked, says what it is, runs nothing, and leaves no trace with the reader', async () => {
    const { path } = await added(smallPng(10, 10))
    const { headers } = await open(path, { cookie: shop.admin.cookie })
    expect(headers).toMatchObject({
      'cache-control': 'public, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
      'cross-origin-resource-policy': 'cross-origin',
      'content-length': String(smallPng(10, 10).length),
    })
    expect(headers['set-cookie']).toBeUndefined()
  })

  test('304 to whoever has it, HEAD, and nothing at every other address', async () => {
    const { path } = await added(smallPng(10, 10))
    const tag = String((await open(path)).headers.etag)
    for (const given of [tag, `"other", W/${tag}`, '*']) {
      const answer = await open(path, { 'if-none-match': given })
      expect([answer.statusCode, answer.rawPayload.length, answer.headers.etag]).toEqual([304, 0, tag])
    }
    expect((await open(path, { 'if-none-match': '"other"' })).statusCode).toBe(200)
    const head = await open(path, {}, 'HEAD')
    expect([head.statusCode, head.rawPayload.length, head.headers['content-length']]).toEqual([200, 0, String(smallPng(10, 10).length)])
    const ends = ['.jpg', '', '.svg', '.png.html'].map((end) => path.replace('.png', end))
    for (const other of [...ends, `/i/${'A'.repeat(22)}.png`, '/i/x', '/i/..%2f..%2fetc%2fpasswd']) {
      expect([other, (await open(other)).statusCode]).toEqual([other, 404])
    }
  })
})

describe('the library', () => {
  test('is found by name and by what an image shows, page by page, with what is kept', async () => {
    const image = await added(smallPng(11, 11), 'autumn-100%_leaf.png')
    await ask('PUT', `/images/${image.id}`, { name: '秋叶', alt: 'Red leaf' })
    for (const q of ['秋叶', 'red LEAF'])
      expect((await shop.get<ImagePage>(`/images?q=${encodeURIComponent(q)}`)).items.map(({ id }) => id)).toEqual([image.id])
    expect((await shop.get<ImagePage>('/images?q=%25')).items).toEqual([])
    const all = await shop.get<ImagePage>('/images')
    expect([all.total, all.kept.images, all.reached]).toEqual([all.items.length, all.items.length, true])
    expect(all.kept.bytes).toBe(all.items.reduce((sum, { bytes }) => sum + bytes, 0))
    const first = await shop.get<ImagePage>('/images?limit=2')
    const second = await shop.get<ImagePage>(`/images?limit=2&cursor=${first.nextCursor}`)
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(all.items.slice(0, 4).map(({ id }) => id))
    expect(outcome(await ask('PUT', `/images/${image.id}`, { name: '  ', alt: '' }))).toEqual([400, 'image-unnamed'])
    expect(outcome(await ask('GET', `/images/${crypto.randomUUID()}`))).toEqual([404, 'image-not-found'])
  })

  test('whoever only reads contents sees it and changes nothing', async () => {
    const { id } = await added(smallPng(12, 12))
    const key = (await ask('POST', '/api-keys', { name: 'reads', permissions: ['contents:read'] })).json<{ key: string }>().key
    const authorization = `Bearer ${key}`
    const reader = new Visitor(shop.server.app)
    expect((await reader.ask('GET', '/images', undefined, { authorization })).statusCode).toBe(200)
    const taken = [
      await upload(smallPng(13, 13), 'x.png', null, { authorization }),
      await reader.ask('PUT', `/images/${id}`, { name: 'x', alt: '' }, { authorization }),
      await reader.ask('DELETE', `/images/${id}`, undefined, { authorization }),
    ]
    expect(taken.map((answer) => outcome(answer))).toEqual(Array.from({ length: 3 }, () => [403, 'permission-missing']))
  })

  test('an upload and a removal are in the audit log, with figures and no name', async () => {
    const { id } = await added(smallPng(14, 14), 'private-name.png')
    expect((await ask('DELETE', `/images/${id}`)).statusCode).toBe(204)
    expect(outcome(await ask('DELETE', `/images/${id}`))).toEqual([404, 'image-not-found'])
    const log = (await ask('GET', '/audit?limit=20')).body
    expect([log.includes('image-added'), log.includes('image-removed'), log.includes('private-name')]).toEqual([true, true, false])
  })
})

describe('in contents', () => {
  test('the preview names it as the console finds it, a mail as every reader does', async () => {
    const { path } = await added(smallPng(16, 16))
    const { texts } = (
      await ask('POST', '/contents/preview', { content: content(path), channel: 'email', language: 'zh' })
    ).json<ContentPreview>()
    expect(texts['html']).toMatch(new RegExp(`<img[^>]*src="${path}"`))
    expect(texts['html']).toMatch(/<img[^>]*width="300"/)
    const refused = await ask('POST', '/contents/preview', { content: content('/i/short.png'), channel: 'email' })
    expect(outcome(refused)).toEqual([400, 'content-wrong'])
    const accountId = (await shop.get<ChannelAccountList>('/channels/accounts?side=email')).items[0]?.id ?? ''
    expect((await ask('POST', '/contents/test', { content: content(path), accountId, to: 'me@shop.cn' })).json()).toMatchObject({
      outcome: 'accepted',
    })
    expect(mailbox.mails.at(-1)?.html).toContain(`src="${PUBLIC}${path}"`)
  })

  test('findings: removed, elsewhere', async () => {
    const findings = async (src: string) =>
      (await ask('POST', '/contents/findings', { content: content(src) }))
        .json<ContentFindings>()
        .items.map(({ code, severity }) => `${severity} ${code}`)
    const { path } = await added(smallPng(17, 17))
    expect(await findings(path)).toEqual([])
    expect(await findings(`/i/${'A'.repeat(22)}.png`)).toContain('error image-gone')
    expect(await findings('https://cdn.example/a.png')).toContain('hint image-elsewhere')
  })

  test('one that customers get is not removed; a draft does not keep it', async () => {
    const image = await added(smallPng(18, 18))
    const draft = (await ask('POST', '/contents', { content: content(image.path) })).json<ContentDetail>()
    const uses = async () => (await shop.get<ImageRow>(`/images/${image.id}`)).uses
    expect(await uses()).toEqual([{ kind: 'content', id: draft.id, name: 'With a picture', live: false }])
    await ask('POST', `/contents/${draft.id}/publish`, { version: 1 })
    expect((await uses())[0]?.live).toBe(true)
    const refused = await ask('DELETE', `/images/${image.id}`)
    expect([refused.statusCode, refused.json()]).toMatchObject([409, { code: 'image-in-use', params: { where: 'With a picture' } }])
    // A newer draft without it changes nothing for customers.
    await ask('PUT', `/contents/${draft.id}`, { base: 1, content: content('https://cdn.example/a.png') })
    expect((await uses())[0]?.live).toBe(true)
    expect((await ask('DELETE', `/images/${image.id}`)).statusCode).toBe(409)
    await ask('POST', `/contents/${draft.id}/publish`, { version: 2 })
    expect(await uses()).toEqual([])
    expect((await ask('DELETE', `/images/${image.id}`)).statusCode).toBe(204)
    expect((await open(image.path)).statusCode).toBe(404)
    // Added again it is at its old address, so that mails that were sent show it.
    expect((await added(smallPng(18, 18))).path).toBe(image.path)
  })

  test('a content piece shows it, and keeps it until it is put away', async () => {
    const image = await added(smallPng(19, 19))
    const text = { title: '茶', summary: '一杯茶', imageUrl: image.path }
    const piece = (await ask('POST', '/pieces', { name: 'tea', kind: 'guide', texts: { zh: text } })).json<{ id: string }>()
    expect(outcome(await ask('DELETE', `/images/${image.id}`))).toEqual([409, 'image-in-use'])
    await ask('PUT', `/pieces/${piece.id}/archived`, { archived: true })
    expect((await ask('DELETE', `/images/${image.id}`)).statusCode).toBe(204)
  })
})

test('a broadcast under way keeps the images of the version that it is pinned to, and lets go of them when it is over', async () => {
  const image = await added(smallPng(22, 22))
  const { id } = (await ask('POST', '/contents', { content: content(image.path) })).json<ContentDetail>()
  await ask('PUT', `/contents/${id}`, { base: 1, content: content('https://cdn.example/a.png') })
  expect((await shop.get<ImageRow>(`/images/${image.id}`)).uses).toEqual([])
  const broadcast = crypto.randomUUID()
  const definition = JSON.stringify({ name: 'Under way', content: { id, version: 1 } })
  await sql`INSERT INTO broadcasts (id, state, definition, created_at, created_by, saved_at)
    VALUES (${broadcast}, 'sending', ${definition}::jsonb, now(), 'system:test', now())`.execute(shop.house.db)
  expect((await shop.get<ImageRow>(`/images/${image.id}`)).uses).toEqual([
    { kind: 'broadcast', id: broadcast, name: 'Under way', live: true },
  ])
  expect(outcome(await ask('DELETE', `/images/${image.id}`))).toEqual([409, 'image-in-use'])
  await sql`UPDATE broadcasts SET state = 'done' WHERE id = ${broadcast}`.execute(shop.house.db)
  expect((await ask('DELETE', `/images/${image.id}`)).statusCode).toBe(204)
})

test('a library is full by images or by bytes, also for two who add the last one at once', async () => {
  const { images, bytes } = (await shop.get<ImagePage>('/images')).kept
  const [first, second] = [smallPng(23, 23), smallPng(24, 24)]
  const add = (body: Buffer, most: ImageLimits) =>
    new ImageService({
      store: createImageStore(shop.house.engines.pg),
      audit: shop.house.access.audit,
      clock,
      tokenSecret: Buffer.alloc(32),
      most,
    })
      .add({ fileName: 'x.png', bytes: body, alt: null }, 'system:test')
      .then(({ isNew }) => isNew, codeOfError)
  expect(await add(first, { images, bytes: 1e9 })).toBe('images-full')
  expect(await add(first, { images: 2_000, bytes: bytes + first.length - 1 })).toBe('images-full')
  const oneMore = { images: images + 1, bytes: 1e9 }
  expect(new Set(await Promise.all([add(first, oneMore), add(second, oneMore)]))).toEqual(new Set(['images-full', true]))
})

test('the code of an address is not the sum of the bytes, which anybody who has them could make', async () => {
  const bytes = smallPng(21, 21)
  const { path } = await added(bytes)
  const sum = createHash('sha256').update(bytes).digest()
  expect([sum.toString('base64url').slice(0, 22), sum.toString('hex').slice(0, 22)].some((text) => path.includes(text))).toBe(false)
})
