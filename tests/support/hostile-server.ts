import { readFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { descendantsOf, startCommand } from '../journey/start-command.ts'
import type { Running } from '../journey/start-command.ts'

/** A server in a process of its own, with an administrator, a source, and somebody who watches. */
export interface HostileServer {
  readonly running: Running
  readonly url: string
  readonly pid: number
  readonly writeKey: string
  /** Headers of the administrator. */
  readonly admin: Readonly<Record<string, string>>
  /** Milliseconds of the slowest answer of /health so far. */
  worstStallMs(): number
  /** The most memory that the server and its engines held at once. */
  peakRssMb(): number
  /** What the sources have counted, once nothing waits any more. */
  settled(): Promise<Counted>
  /** What it wrote to stderr. */
  stop(): Promise<string>
}

export interface Counted {
  readonly received: number
  readonly stored: number
  readonly duplicates: number
  readonly quarantined: number
  readonly droppedByConsent: number
}

const LOOK_MS = 20

/** The status of an answer; 0 when the server refused to read on and closed the connection, as it does with a body that is too large. */
export async function statusOf(url: string, request: RequestInit): Promise<number> {
  try {
    const answer = await fetch(url, request)
    await answer.text()
    return answer.status
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error && 'code' in error.cause ? String(error.cause.code) : ''
    if (cause === 'EPIPE' || cause === 'ECONNRESET' || cause === 'UND_ERR_SOCKET') return 0
    throw error
  }
}

export async function startHostileServer(dataDir: string, port: number): Promise<HostileServer> {
  const running = startCommand(['serve', '--data', dataDir, '--port', String(port)], { LIUKE_LOG: 'error' })
  const url = (await running.says(/Liuke listens on (http:\/\/\S+)/))[1] ?? ''
  const code = (await running.says(/\/setup\?code=(\S+)/))[1] ?? ''
  const pid = running.child.pid ?? 0
  const set = await fetch(`${url}/api/v1/setup`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ code, email: 'admin@example.com', name: 'Admin', password: 'correct horse battery', language: 'en' }),
  })
  if (!set.ok) throw new Error(`Set-up answered ${set.status}: ${await set.text()}`)
  const { csrfToken } = (await set.json()) as { csrfToken: string }
  const admin = { cookie: (set.headers.get('set-cookie') ?? '').split(';')[0] ?? '', 'x-csrf-token': csrfToken }
  const made = await fetch(`${url}/api/v1/sources`, {
    method: 'POST',
    headers: { ...admin, 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'hostile', kind: 'web' }),
  })
  const { writeKey } = (await made.json()) as { writeKey: string }

  let [worst, peak, watching] = [0, 0, true]
  const watch = async (): Promise<void> => {
    while (watching) {
      const started = performance.now()
      await fetch(`${url}/health`).then(
        (answer) => answer.text(),
        () => '',
      )
      worst = Math.max(worst, performance.now() - started)
      peak = Math.max(peak, rssMb([pid, ...descendantsOf(pid)]))
      await wait(LOOK_MS)
    }
  }
  const watcher = watch()

  const settled = async (): Promise<Counted> => {
    const deadline = performance.now() + 120_000
    while (await isWaiting(url)) if (performance.now() > deadline) throw new Error('Requests still wait to be loaded after two minutes.')
    const answer = await fetch(`${url}/api/v1/sources`, { headers: admin })
    const { items } = (await answer.json()) as { items: Counted[] }
    return items[0] ?? { received: 0, stored: 0, duplicates: 0, quarantined: 0, droppedByConsent: 0 }
  }
  return {
    running,
    url,
    pid,
    writeKey,
    admin,
    worstStallMs: () => Math.round(worst),
    peakRssMb: () => Math.round(peak),
    settled,
    async stop() {
      watching = false
      await watcher
      running.child.kill('SIGTERM')
      return (await running.ended).err
    },
  }
}

/** Nothing has waited for two seconds: younger requests count as zero whole seconds. */
async function isWaiting(url: string): Promise<boolean> {
  for (let look = 0; look < 4; look += 1) {
    await wait(500)
    const answer = await fetch(`${url}/health/ready`)
    const { oldestWaitingSeconds } = (await answer.json()) as { oldestWaitingSeconds?: number }
    if (oldestWaitingSeconds !== 0) return true
  }
  return false
}

function rssMb(pids: readonly number[]): number {
  let kilobytes = 0
  for (const pid of pids) {
    try {
      kilobytes += Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0)
    } catch {
      // Gone since it was listed.
    }
  }
  return kilobytes / 1_024
}
