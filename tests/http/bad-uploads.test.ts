import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ManualClock } from '#kernel/clock.ts'
import type { ImportPage } from '#http/collect/data-schemas.ts'
import type { Static } from '#http/shared-schemas.ts'
import { BAD_FILES, ORDERS } from '../support/bad-files.ts'
import { openShopServer } from './support/shop-server.ts'
import type { ShopServer } from './support/shop-server.ts'

let shop: ShopServer

beforeAll(async () => {
  shop = await openShopServer(new ManualClock(new Date('2026-05-20T10:00:00Z')))
})
afterAll(async () => {
  await shop.close()
})

/** Sends a file a piece at a time, as a browser does; `broken` ends in the middle of it. */
async function upload(name: string, pieces: Iterable<Buffer>, broken = false) {
  function* body(): Generator<Buffer> {
    yield Buffer.from(`--xx\r\ncontent-disposition: form-data; name="kind"\r\n\r\norders\r\n`)
    yield Buffer.from(`--xx\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\n\r\n`)
    yield* pieces
    if (!broken) yield Buffer.from('\r\n--xx--\r\n')
  }
  return await shop.server.app.inject({
    method: 'POST',
    url: '/api/v1/imports/preview',
    headers: {
      host: '127.0.0.1',
      cookie: shop.admin.cookie,
      'x-csrf-token': shop.admin.csrfToken,
      'content-type': 'multipart/form-data; boundary=xx',
    },
    payload: Readable.from(body()),
  })
}

test.each(BAD_FILES.map((file) => [file.name, file] as const))(
  '%s is answered by one sentence',
  async (name, { pieces, code, sentence }) => {
    const response = await upload(name, pieces())
    expect(response.statusCode).toBe(400)
    expect(response.json()).toMatchObject({ code, detail: expect.stringMatching(sentence) })
  },
)

test('an upload that ends in the middle is refused', async () => {
  expect((await upload('half.csv', [Buffer.from(ORDERS)], true)).statusCode).toBe(400)
})

test('nothing is left of them: no file, no import, no row', async () => {
  expect(readdirSync(join(shop.dataDir, 'uploads'))).toEqual([])
  expect((await shop.get<Static<typeof ImportPage>>('/imports')).items).toEqual([])
  expect((await shop.get<{ items: unknown[] }>('/quarantine')).items).toEqual([])
})
