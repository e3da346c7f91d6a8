import type { Clock } from '#kernel/clock.ts'
import { localDay } from '#kernel/local-day.ts'
import type { AccountChannel, OutgoingMessage, TeamMessage } from '../outgoing-message.ts'
import type { AccountValues, Outcome, Provider, ProviderName, ProviderTools } from '../providers/provider.ts'
import type { AnyProviderKind } from '../providers/registry.ts'
import type { AccountBook } from './account-book.ts'
import type { ChannelAccountStore } from './account-store.ts'
import type { AccountState, ChannelAccount } from './channel-account.ts'
import { limitOn, paceOf, stateAt } from './channel-account.ts'
import type { SendingAccount, SendingAccounts } from './sending-account.ts'

export interface OpenAccountsPorts {
  readonly book: AccountBook
  readonly store: Pick<ChannelAccountStore, 'halt' | 'takePlace' | 'giveBack'>
  readonly kinds: (name: ProviderName) => AnyProviderKind | undefined
  readonly tools: (account: ChannelAccount) => ProviderTools
  readonly timeZone: () => string
  readonly clock: Clock
  /** An account cannot be opened: its sealed values, or what this version makes of them. */
  readonly onBroken: (account: ChannelAccount, error: unknown) => void
}

interface OpenPort {
  readonly revision: number
  readonly port: Provider<OutgoingMessage & TeamMessage>
}

/** An account with its open port, whatever its side. */
export interface OpenAccount {
  readonly account: ChannelAccount
  readonly kind: AnyProviderKind
  readonly port: Provider<OutgoingMessage & TeamMessage>
}

/** Accounts that are open in this process. One that changed is opened anew; every answer is of the present state, which another node may have changed. */
export class OpenAccounts implements SendingAccounts {
  readonly #ports: OpenAccountsPorts
  readonly #open = new Map<string, OpenPort>()

  constructor(ports: OpenAccountsPorts) {
    this.#ports = ports
  }

  async ready(channel: AccountChannel): Promise<readonly SendingAccount[]> {
    const now = this.#ports.clock.now()
    const found: SendingAccount[] = []
    for (const account of await this.#ports.book.list(channel)) {
      if (stateAt(account, now) !== 'on') continue
      const opened = await this.open(account)
      if (opened !== null) found.push(this.#sending(opened, channel, now))
    }
    return found
  }

  async byId(id: string): Promise<SendingAccount | null> {
    const opened = await this.openById(id)
    if (opened === null || opened.account.side === 'team') return null
    return this.#sending(opened, opened.account.side, this.#ports.clock.now())
  }

  /** The states of a channel's accounts; one that cannot be opened sends as little as one that is off. */
  async states(channel: AccountChannel): Promise<readonly AccountState[]> {
    const now = this.#ports.clock.now()
    const accounts = await this.#ports.book.list(channel)
    return await Promise.all(accounts.map(async (account) => ((await this.open(account)) === null ? 'off' : stateAt(account, now))))
  }

  async halt(id: string, reason: string, until: Date | null): Promise<void> {
    await this.#ports.store.halt(id, reason, until, this.#ports.clock.now())
  }

  /**
   * Sends one message that is in no ledger, a test or a word to the team, as one of the account's day. `day_used_up` (deferred): the limit of the day, or of its
   * warm-up, is reached. What did not leave takes nothing of the day.
   */
  async sendCounted({ account, port }: OpenAccount, message: OutgoingMessage | TeamMessage): Promise<Outcome> {
    const { store } = this.#ports
    const day = this.#today()
    const limit = limitOn(account, day)
    if (limit !== null && !(await store.takePlace(account.id, day, limit))) return { kind: 'deferred', reason: 'day_used_up' }
    // Which of the two it is goes by the side of the account, and so does what its port takes.
    const outcome = await port.send(message as Parameters<typeof port.send>[0])
    if (limit !== null && (outcome.kind === 'deferred' || outcome.kind === 'halted')) await store.giveBack(account.id, day)
    return outcome
  }

  /** Also one that is off or halted, and those of the team. Null: there is none, or it cannot be opened. */
  async openById(id: string): Promise<OpenAccount | null> {
    const account = await this.#ports.book.find(id)
    if (account === null) {
      this.#close(id)
      return null
    }
    return await this.open(account)
  }

  async open(account: ChannelAccount): Promise<OpenAccount | null> {
    const kind = this.#ports.kinds(account.provider)
    if (kind === undefined) return null
    const known = this.#open.get(account.id)
    if (known?.revision === account.revision) return { account, kind, port: known.port }
    try {
      const values = await this.#ports.book.values(account)
      if (values === null) return null
      const port = this.openWith(account, kind, values)
      // Of two that opened it at once, the later one stays; the other has no connections yet.
      this.#close(account.id)
      this.#open.set(account.id, { revision: account.revision, port })
      return { account, kind, port }
    } catch (error) {
      this.#ports.onBroken(account, error)
      return null
    }
  }

  /** Opened with values that are not stored, for a check before they are. The caller closes it. */
  openWith(account: ChannelAccount, kind: AnyProviderKind, values: AccountValues): Provider<OutgoingMessage & TeamMessage> {
    return kind.open(values, this.#ports.tools(account))
  }

  close(): void {
    for (const id of this.#open.keys()) this.#close(id)
  }

  #sending({ account, kind, port }: OpenAccount, channel: AccountChannel, now: Date): SendingAccount {
    return {
      id: account.id,
      channel,
      provider: account.provider,
      port,
      pace: paceOf(account, kind.pace),
      dailyLimit: limitOn(account, localDay(now, this.#ports.timeZone())),
    }
  }

  #today(): string {
    return localDay(this.#ports.clock.now(), this.#ports.timeZone())
  }

  #close(id: string): void {
    const known = this.#open.get(id)
    this.#open.delete(id)
    known?.port.close()
  }
}
