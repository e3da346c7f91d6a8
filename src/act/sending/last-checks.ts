import { checkSends } from './prepare-sends.ts'
import type { PreparePorts, ReadySend } from './prepare-sends.ts'
import type { SendEvent } from '../send-ledger.ts'

/** What was checked longer ago is checked again right before it leaves. */
export const CHECK_LASTS_MS = 1_000

interface Verdict {
  readonly at: Date
  /** Null: it may leave. */
  readonly event: SendEvent | null
}

/** The checks right before messages leave: those whose turn comes within the time that a check lasts are looked at with the first of them. */
export class LastChecks {
  readonly #ports: PreparePorts
  readonly #known = new WeakMap<ReadySend, Verdict>()
  readonly #running = new WeakMap<ReadySend, Promise<void>>()

  constructor(ports: PreparePorts) {
    this.#ports = ports
  }

  /** What keeps a message from leaving at this moment; null: nothing. `coming`: those that come next, in their order, of the same channel. */
  async of(next: ReadySend, coming: readonly ReadySend[], now: () => Date): Promise<SendEvent | null> {
    for (;;) {
      const known = this.#known.get(next)
      const at = known?.at ?? next.checkedAt
      if (Math.abs(now().getTime() - at.getTime()) < CHECK_LASTS_MS) return known?.event ?? null
      const running = this.#running.get(next)
      if (running !== undefined) {
        await running
        continue
      }
      // Its own answer counts however long it took to get it; for those that were asked along with it, it may be too old by then.
      return await this.#check(next, [next, ...coming.filter((one) => !this.#running.has(one))], now())
    }
  }

  async #check(next: ReadySend, block: readonly ReadySend[], now: Date): Promise<SendEvent | null> {
    const work = this.#judge(block, now)
    // Whoever waits for it checks once more by itself when it fails.
    const ended = work.then(
      () => undefined,
      () => undefined,
    )
    for (const one of block) this.#running.set(one, ended)
    try {
      await work
    } finally {
      for (const one of block) this.#running.delete(one)
    }
    return this.#known.get(next)?.event ?? null
  }

  async #judge(block: readonly ReadySend[], now: Date): Promise<void> {
    const checked = await checkSends(
      block.map(({ send }) => send),
      this.#ports,
      now,
    )
    for (const [i, one] of block.entries()) {
      // Nothing leaves without a word.
      const said = checked[i] ?? { event: { kind: 'wait', reason: 'not_judged', until: now } as const }
      if ('event' in said) {
        this.#known.set(one, { at: now, event: said.event })
        continue
      }
      const { contact } = said.allowed
      const addresses = contact.routes?.map((route) => route.address) ?? [contact.address]
      // Written to an address that is not theirs any more.
      const isTheirs = one.message.address === null || addresses.includes(one.message.address)
      this.#known.set(one, { at: now, event: isTheirs ? null : { kind: 'wait', reason: 'address_changed', until: now } })
    }
  }
}
