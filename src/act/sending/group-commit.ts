import type { Clock } from '#kernel/clock.ts'
import { LEASE_MS } from '../send-ledger.ts'
import type { HandOver, SendStore, Settlement } from '../send-store.ts'

interface Waiting<One> {
  readonly one: One
  readonly done: (held: boolean) => void
  readonly failed: (error: unknown) => void
}

/** More would hold up the first of them for longer than it saves. */
const MOST = 500

/**
 * Commits what many messages need at once: whatever arrives while a commit is on its way goes with the next one. What is handed over together is in one
 * commit with what is settled together, so a message that comes after another one waits once and not twice.
 */
export class GroupCommit {
  readonly #sends: Pick<SendStore, 'commit'>
  readonly #clock: Clock
  #settle: Waiting<Settlement>[] = []
  #hand: Waiting<HandOver>[] = []
  #isRunning = false

  constructor(sends: Pick<SendStore, 'commit'>, clock: Clock) {
    this.#sends = sends
    this.#clock = clock
  }

  /** False: the worker no longer holds the send. */
  settle(one: Settlement): Promise<boolean> {
    return new Promise((done, failed) => {
      this.#settle.push({ one, done, failed })
      this.#run()
    })
  }

  /** True once it is committed that the message is about to leave; false: the claim was lost, and nothing may be sent. */
  hand(one: HandOver): Promise<boolean> {
    return new Promise((done, failed) => {
      this.#hand.push({ one, done, failed })
      this.#run()
    })
  }

  #run(): void {
    if (this.#isRunning) return
    this.#isRunning = true
    // What the same turn of the loop asks for goes together.
    setImmediate(() => void this.#all())
  }

  async #all(): Promise<void> {
    while (this.#settle.length > 0 || this.#hand.length > 0) {
      const [settle, hand] = [takeBlock(this.#settle), takeBlock(this.#hand)]
      try {
        await this.#commit(settle, hand)
      } catch (error) {
        if (settle.length + hand.length === 1) for (const each of [...settle, ...hand]) each.failed(error)
        // One that cannot be committed must not take the others with it.
        else await this.#oneByOne(settle, hand)
      }
    }
    this.#isRunning = false
  }

  async #oneByOne(settle: readonly Waiting<Settlement>[], hand: readonly Waiting<HandOver>[]): Promise<void> {
    for (const each of settle) await this.#commit([each], []).catch(each.failed)
    for (const each of hand) await this.#commit([], [each]).catch(each.failed)
  }

  async #commit(settle: readonly Waiting<Settlement>[], hand: readonly Waiting<HandOver>[]): Promise<void> {
    const block = { settle: settle.map(({ one }) => one), hand: hand.map(({ one }) => one) }
    const { settled, handed } = await this.#sends.commit(block, this.#clock.now(), LEASE_MS)
    for (const { one, done } of settle) done(settled.has(one.sendKey))
    for (const { one, done } of hand) done(handed.has(one.sendKey))
  }
}

/**
 * The first of those that wait, each send once: two workers that both take a send for theirs (one has lost its claim) are told apart by the answer, and an answer
 * names the send alone.
 */
function takeBlock<One extends { readonly sendKey: string }>(waiting: Waiting<One>[]): readonly Waiting<One>[] {
  const block = new Map<string, Waiting<One>>()
  for (const each of waiting) {
    if (block.size === MOST) break
    if (!block.has(each.one.sendKey)) block.set(each.one.sendKey, each)
  }
  const taken = new Set(block.values())
  waiting.splice(0, waiting.length, ...waiting.filter((each) => !taken.has(each)))
  return [...taken]
}
