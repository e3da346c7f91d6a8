import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll } from 'vitest'
import { enterAsAdmin, openBrowserSession, tellOfFailure } from '../support/browser-session.ts'
import type { BrowserSession, Person } from '../support/browser-session.ts'
import type { ConsoleHouse } from '../support/console-house.ts'
import type { OpenRequests } from '../support/settle.ts'

export interface OpenedConsole {
  readonly server: ConsoleHouse
  readonly session: BrowserSession
  readonly page: Page
  readonly requests: OpenRequests
}

/** Opens a console before the tests of a file, with its administrator at a browser on the page of their own account, tells of it when one fails, and closes it after the last. `allowed` as for `openBrowserSession`. */
export function useConsole(
  open: () => Promise<ConsoleHouse>,
  {
    admin,
    allowed = [],
    timeoutMs = 60_000,
  }: { readonly admin: Person; readonly allowed?: readonly string[]; readonly timeoutMs?: number },
  opened: (console: OpenedConsole) => void,
): void {
  let server: ConsoleHouse | undefined
  let session: BrowserSession | undefined
  beforeAll(async () => {
    server = await open()
    session = await openBrowserSession(allowed, timeoutMs)
    const { page } = session
    opened({ server, session, page, requests: session.requests })
    await enterAsAdmin(page, server, admin)
  })
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await tellOfFailure(session)
  })
  afterAll(async () => {
    await session?.close()
    await server?.stop()
  })
}
