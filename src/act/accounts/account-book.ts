import { newToken } from '#access/secret-token.ts'
import type { Clock } from '#kernel/clock.ts'
import type { AccountValues, ProviderSide } from '../providers/provider.ts'
import type { ChannelAccountStore } from './account-store.ts'
import type { ChannelAccount } from './channel-account.ts'
import type { EnvironmentAccount } from './environment-account.ts'

export interface AccountBookPorts {
  readonly store: ChannelAccountStore
  /** Null: no environment variable names a provider. */
  readonly environment: EnvironmentAccount | null
  /** Where this server is reached from outside, without a slash at the end. */
  readonly publicUrl: string
  readonly clock: Clock
}

/** All accounts: those that were set up, and the one of the environment, which has a row for its state and limits and its values from outside. */
export class AccountBook {
  readonly #ports: AccountBookPorts
  #noted: Promise<unknown> | null = null

  constructor(ports: AccountBookPorts) {
    this.#ports = ports
  }

  /** In the order of each channel's accounts. */
  async list(side?: ProviderSide): Promise<readonly ChannelAccount[]> {
    await this.#note()
    return (await this.#ports.store.list(side)).flatMap((account) => this.#withEnvironment(account) ?? [])
  }

  async find(id: string): Promise<ChannelAccount | null> {
    await this.#note()
    const account = await this.#ports.store.find(id)
    return account === null ? null : this.#withEnvironment(account)
  }

  /** What an account is opened with; null: it is gone. */
  async values(account: ChannelAccount): Promise<AccountValues | null> {
    const kept = await this.#ports.store.secrets(account.id)
    if (kept === null) return null
    const secrets = account.fromEnvironment ? (this.#ports.environment?.secrets ?? {}) : kept.secrets
    return { id: account.id, settings: account.settings, secrets, callbackUrl: this.callbackUrl(account.id, kept.callback) }
  }

  callbackUrl(id: string, secret: string): string {
    return `${this.#ports.publicUrl}/v1/callbacks/${id}/${secret}`
  }

  #withEnvironment(account: ChannelAccount): ChannelAccount | null {
    if (!account.fromEnvironment) return account
    const { environment } = this.#ports
    return environment?.id === account.id ? { ...account, settings: environment.settings } : null
  }

  /** The row of the environment's account, once a process. */
  async #note(): Promise<void> {
    const { store, environment, clock } = this.#ports
    if (environment === null) return
    const now = clock.now()
    this.#noted ??= store
      .add(
        {
          id: environment.id,
          provider: environment.provider,
          side: environment.side,
          name: environment.name,
          fromEnvironment: true,
          settings: {},
          perSecond: null,
          atOnce: null,
          dailyLimit: null,
          warmUp: null,
          state: 'on',
          reason: '',
          haltedUntil: null,
          stateAt: now,
          createdAt: now,
          createdBy: 'environment',
          updatedAt: now,
        },
        { secrets: {}, callback: newToken() },
      )
      .catch((error: unknown) => {
        this.#noted = null
        throw error
      })
    await this.#noted
  }
}
