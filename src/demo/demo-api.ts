import { openAsBlob } from 'node:fs'
import { basename } from 'node:path'
import type { Job } from '#http/collect/data-schemas.ts'
import type { ImportKind, ImportPreview } from '#http/collect/import-preview-schemas.ts'
import { AppError } from '#kernel/app-error.ts'

const POLL_MS = 100

/** The product's HTTP API as the demo's shop uses it: with an API key, through the same door as everybody. */
export class DemoApi {
  readonly #baseUrl: string
  readonly #headers: Record<string, string>

  constructor(baseUrl: string, apiKey: string) {
    this.#baseUrl = `${baseUrl}/api/v1`
    this.#headers = { authorization: `Bearer ${apiKey}` }
  }

  async get<T>(path: string): Promise<T> {
    return this.#send<T>('GET', path)
  }

  async post<T>(path: string, body: object = {}): Promise<T> {
    return this.#send<T>('POST', path, JSON.stringify(body), { 'content-type': 'application/json' })
  }

  async put<T>(path: string, body: object): Promise<T> {
    return this.#send<T>('PUT', path, JSON.stringify(body), { 'content-type': 'application/json' })
  }

  /** Uploads a file, imports it and waits for the end. Answers what the job answered. */
  async importFile(file: string, kind: ImportKind, preset: string): Promise<ImportResult> {
    const form = new FormData()
    form.set('kind', kind)
    form.set('preset', preset)
    form.set('file', await openAsBlob(file), basename(file))
    const preview = await this.#send<ImportPreview>('POST', '/imports/preview', form)
    const job = await this.post<Job>('/imports', { uploadId: preview.uploadId, kind, preset })
    return (await this.finished(job)) as unknown as ImportResult
  }

  /** Waits for a job. @throws AppError with the job's own sentence when it failed. */
  async finished(job: Job): Promise<Record<string, unknown>> {
    let current = job
    while (current.state === 'queued' || current.state === 'running') {
      await new Promise((resolve) => setTimeout(resolve, POLL_MS))
      current = await this.get<Job>(`/jobs/${current.id}`)
    }
    if (current.state !== 'done') {
      throw new AppError(
        'internal',
        'demo-job-failed',
        `The job "${current.kind}" ended as ${current.state}: ${current.error ?? 'no reason given'}`,
      )
    }
    return current.result ?? {}
  }

  async #send<T>(method: string, path: string, body?: string | FormData, headers: Record<string, string> = {}): Promise<T> {
    const response = await fetch(this.#baseUrl + path, {
      method,
      headers: { ...this.#headers, ...headers },
      ...(body === undefined ? {} : { body }),
    })
    const text = await response.text()
    if (!response.ok)
      throw new AppError('internal', 'demo-request-failed', `${method} ${path} answered ${response.status}: ${text.slice(0, 500)}`)
    return JSON.parse(text) as T
  }
}

/** What an import job answers. */
export interface ImportResult {
  readonly rows: number
  readonly stored: number
  readonly duplicates: number
  readonly quarantined: number
  readonly customers: number
}
