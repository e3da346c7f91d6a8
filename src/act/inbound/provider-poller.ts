import type { Clock } from '#kernel/clock.ts'
import { MINUTE_MS } from '#kernel/clock.ts'
import type { OpenAccount } from '../accounts/open-accounts.ts'
import type { InboundSink } from './inbound-sink.ts'

export interface PollerPorts {
  readonly store: {
    /** Accounts that are due, each held until `heldUntil` so that one node at a time asks; with how far they were asked. */
    claimAsked(now: Date, heldUntil: Date): Promise<readonly { readonly id: string; readonly askedUntil: Date | null }[]>
    /** How far an account was asked; `problem` is why not, and then `askedUntil` stays. */
    noteAsked(id: string, end: { readonly askedUntil: Date | null; readonly nextAt: Date; readonly problem: string }): Promise<void>
  }
  readonly openById: (id: string) => Promise<OpenAccount | null>
  readonly sink: InboundSink
  readonly clock: Clock
  readonly onFailure: (accountId: string, error: unknown) => void
}

/** Longer than any provider takes to answer: a node that dies leaves its account to the others after it. */
const HELD_MS = 5 * MINUTE_MS
const EVERY_MS = MINUTE_MS
const AFTER_FAILURE_MS = 5 * MINUTE_MS
/** Receipts come late and clocks differ: each round reads again what the last one may have missed. */
const OVERLAP_MS = 10 * MINUTE_MS
/** How far back an account that was never asked is asked. */
const FIRST_MS = 60 * MINUTE_MS
/** An account that cannot be asked, or does not have to be, is looked at again so often. */
const IDLE_MS = 10 * MINUTE_MS

/** Asks the providers that do not call. Each account has its own time, and a slow one holds up nobody: the round goes on without it. */
export class ProviderPoller {
  readonly #ports: PollerPorts
  readonly #busy = new Map<string, Promise<void>>()

  constructor(ports: PollerPorts) {
    this.#ports = ports
  }

  /** Begins to ask every account that is due. Returns how many; `settled` waits for them. */
  async work(): Promise<number> {
    const { store, clock } = this.#ports
    const now = clock.now()
    const due = await store.claimAsked(now, new Date(now.getTime() + HELD_MS))
    for (const { id, askedUntil } of due) {
      if (this.#busy.has(id)) continue
      this.#busy.set(
        id,
        this.#ask(id, askedUntil, now).finally(() => this.#busy.delete(id)),
      )
    }
    return due.length
  }

  /** When all that began is over. */
  async settled(): Promise<void> {
    await Promise.all(this.#busy.values())
  }

  async #ask(id: string, askedUntil: Date | null, now: Date): Promise<void> {
    const { store, openById, sink, clock, onFailure } = this.#ports
    const after = (ms: number): Date => new Date(clock.now().getTime() + ms)
    try {
      const opened = await openById(id)
      if (opened?.port.poll === undefined) {
        await store.noteAsked(id, { askedUntil, nextAt: after(IDLE_MS), problem: '' })
        return
      }
      await sink.take(id, await opened.port.poll(new Date((askedUntil?.getTime() ?? now.getTime() - FIRST_MS) - OVERLAP_MS)))
      await store.noteAsked(id, { askedUntil: now, nextAt: after(EVERY_MS), problem: '' })
    } catch (error) {
      onFailure(id, error)
      await store
        .noteAsked(id, { askedUntil, nextAt: after(AFTER_FAILURE_MS), problem: 'not_reached' })
        .catch((failure: unknown) => onFailure(id, failure))
    }
  }
}
