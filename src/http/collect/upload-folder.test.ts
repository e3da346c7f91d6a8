import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import multipart from '@fastify/multipart'
import Fastify from 'fastify'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { answerProblems } from '../problem-handler.ts'
import { UploadFolder } from './upload-folder.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'liuke-uploads-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

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
  await app.register(multipart)
  app.post('/', async (request) => await uploads.receive(request, String(request.headers['owner'] ?? 'a')))
  const response = await app.inject({ method: 'POST', url: '/', payload, headers: { 'content-type': CONTENT_TYPE, ...headers } })
  await app.close()
  return response
}

describe('an uploaded file', () => {
  test('can be read by the user of the server alone', async () => {
    const { uploadId } = (await send(new UploadFolder(join(folder, 'in')), bodyOf('a,b\n1,2\n'))).json<{ uploadId: string }>()
    const rights = (path: string): number => statSync(path).mode & 0o777
    expect([rights(join(folder, 'in')), rights(join(folder, 'in', uploadId)), rights(join(folder, 'in', `${uploadId}.name`))]).toEqual([
      0o700, 0o600, 0o600,
    ])
  })

  test.each([
    ['without a boundary', bodyOf('a'), { 'content-type': 'multipart/form-data' }],
    ['cut off', bodyOf('a,b\n1,2\n').slice(0, 90), {}],
    ['cut off in its headers', '--xx\r\ncontent-dispo', {}],
    ['that is none', 'a,b\n1,2\n', {}],
  ])('in a body %s is refused with 400 and leaves nothing behind', async (_, body, headers) => {
    const response = await send(new UploadFolder(folder), body, headers)
    expect(response.json()).toMatchObject({ status: 400 })
    expect(readdirSync(folder)).toEqual([])
  })

  test('for which the disk has no space leaves nothing behind, and the answer says to come back', async () => {
    const uploads = new UploadFolder(folder)
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
    const uploads = new UploadFolder(folder, 1_000)
    const first = (await send(uploads, bodyOf('x'.repeat(600)))).json<{ uploadId: string }>()
    expect((await send(uploads, bodyOf('x'.repeat(600)))).json()).toMatchObject({ status: 429, code: 'too-many-uploads' })
    expect((await send(uploads, bodyOf('x'.repeat(600)), { owner: 'b' })).statusCode).toBe(200)
    await uploads.remove(first.uploadId)
    expect((await send(uploads, bodyOf('x'.repeat(600)))).statusCode).toBe(200)
  })

  test('is forgotten after its time, unless its import is still to come', async () => {
    const uploads = new UploadFolder(folder)
    const [kept, left] = [
      (await send(uploads, bodyOf('1'))).json<{ uploadId: string }>(),
      (await send(uploads, bodyOf('2'))).json<{ uploadId: string }>(),
    ]
    const written = statSync(join(folder, kept.uploadId)).mtimeMs
    await uploads.keepUntil(kept.uploadId, new Date('2100-01-01'))
    // Whoever reads it just then must not take it for changed.
    expect(statSync(join(folder, kept.uploadId)).mtimeMs).toBe(written)
    await uploads.keepUntil(left.uploadId, new Date('2026-01-01T00:00:00Z'))
    writeFileSync(join(folder, 'notes.txt'), 'not an upload')
    expect(await uploads.clear(new Date('2026-01-01T00:00:00Z'))).toBe(0)
    expect(await uploads.clear(new Date('2026-01-01T00:00:01Z'))).toBe(1)
    expect(await uploads.find(kept.uploadId)).toMatchObject({ fileName: 'orders.csv' })
    await expect(uploads.find(left.uploadId)).rejects.toMatchObject({ code: 'upload-not-found' })
    expect(await uploads.clear()).toBe(1)
    expect(readdirSync(folder)).toEqual(['notes.txt'])
  })

  test.each(['../../evil.csv', '..\\evil.csv', 'CON', 'a\u0000b.csv', `${'名'.repeat(199)}😀😀.csv`])(
    'called %j is stored under an id',
    async (name) => {
      const { uploadId, file } = (await send(new UploadFolder(folder), bodyOf('1', name))).json<{
        uploadId: string
        file: { fileName: string }
      }>()
      expect(readdirSync(folder).toSorted()).toEqual([uploadId, `${uploadId}.name`])
      expect(file.fileName.isWellFormed()).toBe(true)
    },
  )
})
