import type { Clock } from '#kernel/clock.ts'
import { MINUTE_MS } from '#kernel/clock.ts'
import type { Channel } from '#decide/strategy.ts'
import type { SendingAccounts } from './accounts/sending-account.ts'
import type { ContactReader } from './contact-reader.ts'
import type { ReceiptService } from './inbound/receipt-service.ts'

/** A send whose outcome is unknown, held by one node while it asks. */
export interface AskedSend {
  readonly sendKey: string
  readonly customerId: string
  readonly channel: Channel
  readonly accountId: string
  readonly providerId: string | null
  readonly addressHash: Buffer | null
  readonly handedAt: Date
  /** How often the provider was asked, this time among them. */
  readonly asks: number
}

export interface AskStore {
  /** Takes sends that are to be asked about; nobody else gets them before `heldUntil`. */
  takeAsked(now: Date, heldUntil: Date, limit: number): Promise<readonly AskedSend[]>
  /** When it is asked about again; null: never, a person settles it. */
  askAgain(sendKey: string, at: Date | null): Promise<void>
  /** The provider, which lists all that it took, does not have it: it may be sent again. */
  notSent(sendKey: string, now: Date): Promise<void>
}

/** Minutes until the next question, after the first, second … one. Together about three days: what providers keep at least (own choice). */
const ASK_AGAIN_MINUTES = [1, 5, 30, 120, 360, 720, 1_440, 1_440] as const
const BLOCK = 50
const HELD_MS = 5 * MINUTE_MS

/** Asks providers what became of messages that nobody knows the outcome of. */
export class SendAsker {
  readonly #ports: {
    readonly store: AskStore
    readonly accounts: Pick<SendingAccounts, 'byId'>
    readonly contacts: ContactReader
    readonly receipts: Pick<ReceiptService, 'take'>
    readonly addressHash: (channel: Channel, address: string) => Buffer
    readonly clock: Clock
  }

  constructor(ports: {
    readonly store: AskStore
    readonly accounts: Pick<SendingAccounts, 'byId'>
    readonly contacts: ContactReader
    readonly receipts: Pick<ReceiptService, 'take'>
    readonly addressHash: (channel: Channel, address: string) => Buffer
    readonly clock: Clock
  }) {
    this.#ports = ports
  }

  /** Asks about a block of sends. Returns how many. */
  async work(): Promise<number> {
    const { store, clock } = this.#ports
    const now = clock.now()
    const asked = await store.takeAsked(now, new Date(now.getTime() + HELD_MS), BLOCK)
    await Promise.all([...Map.groupBy(asked, ({ accountId }) => accountId).values()].map((sends) => this.#ask(sends)))
    return asked.length
  }

  async #ask(sends: readonly AskedSend[]): Promise<void> {
    const { store, accounts, contacts, receipts, addressHash, clock } = this.#ports
    for (const send of sends) {
      const account = await accounts.byId(send.accountId)
      const ask = account?.port.ask?.bind(account.port)
      if (ask === undefined) {
        await store.askAgain(send.sendKey, null)
        continue
      }
      const [contact] = await contacts.addressOf([send.customerId], send.channel)
      const addresses = contact?.routes?.map((route) => route.address) ?? [contact?.address ?? null]
      // Only the address that it was sent to: the provider knows no other, and its answer about another message would be taken for this one's.
      const address = addresses.find((each) => each !== null && send.addressHash?.equals(addressHash(send.channel, each)) === true)
      const { sendKey, providerId, handedAt } = send
      const answer =
        address === undefined || address === null ? null : await ask({ sendKey, providerId, address, handedAt }).catch(() => null)
      if (answer === null) {
        const minutes = ASK_AGAIN_MINUTES[send.asks - 1]
        await store.askAgain(sendKey, minutes === undefined ? null : new Date(clock.now().getTime() + minutes * MINUTE_MS))
      } else if (answer.kind === 'notSent') await store.notSent(sendKey, clock.now())
      else {
        await receipts.take(send.accountId, [{ sendKey, providerId, address: null, at: clock.now(), event: answer }])
        // Still on its way: asked again later. Settled: there is nothing left to ask.
        if (answer.kind === 'delayed') await store.askAgain(sendKey, new Date(clock.now().getTime() + HELD_MS))
      }
    }
  }
}
