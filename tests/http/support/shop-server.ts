import { expect } from 'vitest'
import type { Clock } from '#kernel/clock.ts'
import type { Job } from '#http/collect/data-schemas.ts'
import type { ImportKind, ImportPreview } from '#http/collect/import-preview-schemas.ts'
import type { House } from '../../../src/main/house.ts'
import type { Server } from '../../../src/main/server.ts'
import { openWholeHouse } from '../../support/whole-house.ts'
import { ADMIN, Visitor } from './house.ts'

/** The whole product on a new folder, with an administrator logged in; nothing happens by itself. */
export interface ShopServer {
  readonly house: House
  readonly server: Server
  readonly admin: Visitor
  readonly dataDir: string
  /** The answer of a GET that succeeds. */
  get<T>(path: string): Promise<T>
  /** Uploads a file and starts its import, as the console does. */
  startImport(name: string, text: string, kind: ImportKind, corrections?: object): Promise<Job>
  /** The job when it is over, with the stages that were seen on the way. */
  ended(id: string): Promise<{ readonly job: Job; readonly stages: readonly string[] }>
  close(): Promise<void>
}

/** Fewer than people get, so that a test loads them in seconds. */
export const SAMPLE_CUSTOMERS = 120

export async function openShopServer(clock: Clock, env: Readonly<Record<string, string>> = {}, setup: object = {}): Promise<ShopServer> {
  const { house, server, dataDir, stop } = await openWholeHouse({ clock, env, sampleCustomers: SAMPLE_CUSTOMERS })
  const admin = new Visitor(server.app)
  admin.remember(await admin.ask('POST', '/setup', { code: await house.access.setup.code(), ...ADMIN, ...setup }))
  const get = async <T>(path: string): Promise<T> => {
    const response = await admin.ask('GET', path)
    expect([response.statusCode, response.statusCode === 200 ? '' : response.body]).toEqual([200, ''])
    return response.json<T>()
  }
  return {
    house,
    server,
    admin,
    dataDir,
    get,
    async startImport(name, text, kind, corrections = {}) {
      const boundary = 'liuke-test-boundary'
      const upload = await server.app.inject({
        method: 'POST',
        url: '/api/v1/imports/preview',
        headers: {
          host: '127.0.0.1',
          cookie: admin.cookie,
          'x-csrf-token': admin.csrfToken,
          'content-type': `multipart/form-data; boundary=${boundary}`,
        },
        payload: `--${boundary}\r\ncontent-disposition: form-data; name="kind"\r\n\r\n${kind}\r\n--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\ncontent-type: text/csv\r\n\r\n${text}\r\n--${boundary}--\r\n`,
      })
      expect([upload.statusCode, upload.statusCode === 200 ? '' : upload.body]).toEqual([200, ''])
      const { uploadId } = upload.json<ImportPreview>()
      const started = await admin.ask('POST', '/imports', { uploadId, kind, corrections })
      expect([started.statusCode, started.statusCode === 202 ? '' : started.body]).toEqual([202, ''])
      return started.json<Job>()
    },
    async ended(id) {
      const stages = new Set<string>()
      // Each look is a request of its own, so the longer it takes the less often it looks.
      for (let waitMs = 5; ; waitMs = Math.min(100, waitMs * 1.3)) {
        const job = await get<Job>(`/jobs/${id}`)
        stages.add(job.stage)
        if (job.state !== 'queued' && job.state !== 'running') return { job, stages: [...stages] }
        await new Promise((resolve) => setTimeout(resolve, waitMs))
      }
    },
    close: stop,
  }
}
