import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import multipart from '@fastify/multipart'
import Fastify from 'fastify'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ManualClock } from '#kernel/clock.ts'
import { memoryUploads } from '../../../tests/support/memory/memory-uploads.ts'
import { answerProblems } from '../problem-handler.ts'
import { UploadFolder } from './upload-folder.ts'
import type { UploadStore } from './upload-folder.ts'

let folder: string
let store: UploadStore
beforeEach(() => {
  store = memoryUploads()
  folder = mkdtempSync(join(tmpdir(), 'liuke-uploads-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const NOW = new Date('2026-01-01T00:00:00Z')
const node = (place: string, mostWaiting = 1_000_000): UploadFolder =>
  new UploadFolder({ folder: place, store, clock: new ManualClock(NOW), mostWaiting })

const HEALTH = {
  check: () => Promise.resolve({ relational: true, analytical: true, diskFull: false }),
  noteDiskFull: () => undefined,
  oldestWaiting: () => Promise.resolve(null),
}
const CONTENT_TYPE = 'multipart/form-data; boundary=xx'
const bodyOf = (content: string, name = 'orders.csv'): string =>
  `--xx\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\n\r\n${content}\r\n--xx--\r\n`

/** Sends a body to a folder that takes at most `most` bytes of one person; the person is the header `owner`. */
async function send(uploads: UploadFolder, payload: string | Readable, headers: Readonly<Record<string, string>> = {}) {
  const app = Fastify()
  answerProblems(app, HEALTH)
  await app.register(multipart, { limits: { fileSize: 10_000_000 } })
  app.post('/', async (request) => await uploads.receive(request, String(request.headers['owner'] ?? 'a')))
  const response = await app.inject({ method: 'POST', url: '/', payload, headers: { 'content-type': CONTENT_TYPE, ...headers } })
  await app.close()
  return response
}

describe('an uploaded file', () => {
  test('can be read by the user of the server alone', async () => {
    const { uploadId } = (await send(node(join(folder, 'in')), bodyOf('a,b\n1,2\n'))).json<{ uploadId: string }>()
    const rights = (path: string): number => statSync(path).mode & 0o777
    expect([rights(join(folder, 'in')), rights(join(folder, 'in', uploadId))]).toEqual([0o700, 0o600])
    // So is the copy that another node fetches.
    await node(join(folder, 'there')).find(uploadId)
    expect([rights(join(folder, 'there')), rights(join(folder, 'there', uploadId))]).toEqual([0o700, 0o600])
  })

  test.each([
    ['without a boundary', bodyOf('a'), { 'content-type': 'multipart/form-data' }],
    ['cut off', bodyOf('a,b\n1,2\n').slice(0, 90), {}],
    ['cut off in its headers', '--xx\r\ncontent-dispo', {}],
    ['that is none', 'a,b\n1,2\n', {}],
  ])('in a body %s is refused with 400 and leaves nothing behind', async (_, body, headers) => {
    const response = await send(node(folder), body, headers)
    expect(response.json()).toMatchObject({ status: 400 })
    expect(readdirSync(folder)).toEqual([])
  })

  test('for which the disk has no space leaves nothing behind, and the answer says to come back', async () => {
    const uploads = node(folder)
    const app = Fastify()
    answerProblems(app, HEALTH)
    app.post('/', async (request) => {
      const full = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC', errno: -28, syscall: 'write' })
      const file = Readable.from(
        (function* parts() {
          yield Buffer.from('a,b\n')
          throw full
        })(),
      )
      return await uploads.receive(
        Object.assign(request, { isMultipart: () => true, file: () => Promise.resolve({ file, filename: 'a.csv', fields: {} }) }),
        'a',
      )
    })
    const response = await app.inject({ method: 'POST', url: '/' })
    await app.close()
    expect(response.json()).toMatchObject({ status: 503, code: 'disk-full' })
    expect(Number(response.headers['retry-after'])).toBeGreaterThan(0)
    expect(readdirSync(folder)).toEqual([])
  })

  test('counts against what its sender has waiting, not against others', async () => {
    const uploads = node(folder, 1_000)
    const first = (await send(uploads, bodyOf('x'.repeat(600)))).json<{ uploadId: string }>()
    expect((await send(uploads, bodyOf('x'.repeat(600)))).json()).toMatchObject({ status: 429, code: 'too-many-uploads' })
    expect((await send(uploads, bodyOf('x'.repeat(600)), { owner: 'b' })).statusCode).toBe(200)
    await uploads.remove(first.uploadId)
    expect((await send(uploads, bodyOf('x'.repeat(600)))).statusCode).toBe(200)
  })

  test('is forgotten after its time, unless its import is still to come', async () => {
    const uploads = node(folder)
    const [kept, left] = [
      (await send(uploads, bodyOf('1'))).json<{ uploadId: string }>(),
      (await send(uploads, bodyOf('2'))).json<{ uploadId: string }>(),
    ]
    const written = statSync(join(folder, kept.uploadId)).mtimeMs
    await uploads.keepUntil(kept.uploadId, new Date('2100-01-01'))
    // Whoever reads it just then must not take it for changed.
    expect(statSync(join(folder, kept.uploadId)).mtimeMs).toBe(written)
    writeFileSync(join(folder, 'notes.txt'), 'not an upload')
    expect(await uploads.clear(NOW)).toBe(0)
    expect(await uploads.clear(new Date(NOW.getTime() + 1))).toBe(1)
    expect(await uploads.find(kept.uploadId)).toMatchObject({ fileName: 'orders.csv' })
    await expect(uploads.find(left.uploadId)).rejects.toMatchObject({ code: 'upload-not-found' })
    expect(readdirSync(folder).toSorted()).toEqual([kept.uploadId, 'notes.txt'].toSorted())
  })

  test('is found on another node with the same bytes, and its copies go when one of them removed it', async () => {
    const [here, there] = [node(join(folder, 'here')), node(join(folder, 'there'), 10_000_000)]
    const content = Array.from({ length: 200_000 }, (_, i) => `${i},订单`).join('\n')
    const { uploadId } = (await send(node(join(folder, 'here'), 10_000_000), bodyOf(content))).json<{ uploadId: string }>()
    const copies = await Promise.all([there.find(uploadId), there.find(uploadId)])
    expect(copies.map(({ fileName }) => fileName)).toEqual(['orders.csv', 'orders.csv'])
    expect(readFileSync(join(folder, 'there', uploadId), 'utf8')).toBe(content)
    expect(readdirSync(join(folder, 'there'))).toEqual([uploadId])
    await there.remove(uploadId)
    await expect(here.find(uploadId)).rejects.toMatchObject({ code: 'upload-not-found' })
    await here.sweep()
    expect(readdirSync(join(folder, 'here'))).toEqual([])
  })

  test('that its store has only a part of is not found, and leaves no half copy', async () => {
    const { uploadId } = (await send(node(join(folder, 'here')), bodyOf('a,b\n1,2\n'))).json<{ uploadId: string }>()
    const broken: UploadStore = { ...store, parts: async function* none() {} }
    const there = new UploadFolder({ folder: join(folder, 'there'), store: broken, clock: new ManualClock(NOW) })
    await expect(there.find(uploadId)).rejects.toMatchObject({ code: 'upload-not-found' })
    expect(readdirSync(join(folder, 'there'))).toEqual([])
  })

  test.each(['../../evil.csv', '..\\evil.csv', 'CON', 'a\u0000b.csv', `${'名'.repeat(199)}😀😀.csv`])(
    'called %j is stored under an id',
    async (name) => {
      const { uploadId, file } = (await send(node(folder), bodyOf('1', name))).json<{
        uploadId: string
        file: { fileName: string }
      }>()
      expect(readdirSync(folder)).toEqual([uploadId])
      expect(file.fileName.isWellFormed()).toBe(true)
    },
  )
})
