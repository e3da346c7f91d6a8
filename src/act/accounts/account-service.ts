import { newToken } from '#access/secret-token.ts'
import { AppError } from '#kernel/app-error.ts'
import type { Clock } from '#kernel/clock.ts'
import { HOUR_MS } from '#kernel/clock.ts'
import { newId } from '#kernel/id.ts'
import { localDay } from '#kernel/local-day.ts'
import { NoAnswer } from '../providers/provider.ts'
import type { OutgoingMessage } from '../outgoing-message.ts'
import type { Outcome, ProbeResult, ProviderName, ProviderSide, ProviderValues } from '../providers/provider.ts'
import { valueWrong } from '../providers/provider-values.ts'
import type { AnyProviderKind } from '../providers/registry.ts'
import type { AccountBook } from './account-book.ts'
import type { ChannelAccountStore } from './account-store.ts'
import { mergeValues } from './account-values.ts'
import type { TypedValues } from './account-values.ts'
import { checkWarmUp, limitOn, paceOf, stateAt } from './channel-account.ts'
import type { ChannelAccount, WarmUp } from './channel-account.ts'
import type { OpenAccounts } from './open-accounts.ts'
import { testMessage } from './test-message.ts'
import type { TestRequest } from './test-message.ts'

export interface AccountServicePorts {
  readonly store: ChannelAccountStore
  readonly book: AccountBook
  readonly open: OpenAccounts
  readonly kinds: (name: ProviderName) => AnyProviderKind | undefined
  /** Of a field of the kind `url` or `host`. @throws AppError with `details.reason`, or NoAnswer */
  readonly checkAddress: (kind: 'url' | 'host', text: string) => Promise<unknown>
  readonly project: { readonly timeZone: string; readonly shopName: string; readonly country: string }
  readonly fromAddress: string
  readonly clock: Clock
}

/** What may be said of an account when it is made or changed; absent: as it is. */
export interface AccountInput {
  readonly name?: string
  readonly settings?: TypedValues
  readonly secrets?: TypedValues
  readonly perSecond?: number | null
  readonly atOnce?: number | null
  readonly dailyLimit?: number | null
  /** Without a first day it begins today. */
  readonly warmUp?: { readonly startsOn?: string; readonly limits: readonly number[] } | null
}

/** An account as people see it. */
export interface ShownAccount {
  readonly account: ChannelAccount
  readonly state: ChannelAccount['state']
  /** Names of the secrets that it has. */
  readonly secretsSet: readonly string[]
  readonly pace: { readonly perSecond: number; readonly atOnce: number } | null
  /** Of today, by its daily limit and warm-up; null: none. */
  readonly limitToday: number | null
  /** Messages that it took today. */
  readonly takenToday: number
  /** Where the provider calls us; null for a provider that does not. */
  readonly callbackUrl: string | null
  /** Its sealed values cannot be opened, or this version has no such provider. */
  readonly isBroken: boolean
}

/** In one hour, over all accounts: enough to set up, too little to send to customers by hand. */
export const TESTS_AN_HOUR = 20

/** What people do with accounts. Nothing of it tells a secret. */
export class AccountService {
  readonly #ports: AccountServicePorts

  constructor(ports: AccountServicePorts) {
    this.#ports = ports
  }

  async list(side?: ProviderSide): Promise<readonly ShownAccount[]> {
    const [accounts, taken] = await Promise.all([this.#ports.book.list(side), this.#ports.store.takenOn(this.#today())])
    return await Promise.all(accounts.map((account) => this.#shown(account, taken)))
  }

  /** @throws AppError `channel-account-not-found` */
  async find(id: string): Promise<ShownAccount> {
    return await this.#shown(await this.#found(id), await this.#ports.store.takenOn(this.#today()))
  }

  /** Made turned off: it sends once it is turned on. @throws AppError `provider-unknown`, `provider-value-wrong`, `warm-up-wrong` */
  async create(provider: ProviderName, input: AccountInput & { readonly name: string }, createdBy: string): Promise<ShownAccount> {
    const { store, clock } = this.#ports
    const kind = this.#kindOf(provider)
    const warmUp = this.#warmUpOf(input) ?? null
    const values = await this.#checked(kind, { settings: {}, secrets: {} }, input)
    const now = clock.now()
    const id = newId(now)
    await store.add(
      {
        id,
        provider,
        side: kind.side,
        name: input.name,
        fromEnvironment: false,
        settings: values.settings,
        perSecond: input.perSecond ?? null,
        atOnce: input.atOnce ?? null,
        dailyLimit: input.dailyLimit ?? null,
        warmUp,
        state: 'off',
        reason: '',
        haltedUntil: null,
        stateAt: now,
        createdAt: now,
        createdBy,
        updatedAt: now,
      },
      { secrets: values.secrets, callback: newToken() },
    )
    return await this.find(id)
  }

  /**
   * Changes what is given and keeps the rest. `revision` is that of the account when it was read; without it whatever it is now.
   * @throws AppError `channel-account-not-found`, `channel-account-changed`, `channel-account-environment`, `provider-value-wrong`, `warm-up-wrong`
   */
  async change(id: string, input: AccountInput, revision?: number): Promise<ShownAccount> {
    const { store, book, clock } = this.#ports
    const account = await this.#found(id)
    if (revision !== undefined && revision !== account.revision) throw changedMeanwhile()
    const { settings, secrets, warmUp: _typed, ...rest } = input
    const warmUp = this.#warmUpOf(input)
    const hasValues = settings !== undefined || secrets !== undefined
    if (hasValues && account.fromEnvironment) throw ofEnvironment()
    const kept = hasValues ? await book.values(account) : null
    const values = kept === null ? {} : await this.#checked(this.#kindOf(account.provider), kept, input)
    if (!(await store.change(id, account.revision, { ...rest, ...values, ...(warmUp === undefined ? {} : { warmUp }) }, clock.now())))
      throw changedMeanwhile()
    return await this.find(id)
  }

  /** On also ends a halt. @throws AppError `channel-account-not-found` */
  async turn(id: string, state: 'on' | 'off'): Promise<ShownAccount> {
    const { store, clock } = this.#ports
    await this.#found(id)
    await store.setState(id, state, clock.now())
    return await this.find(id)
  }

  /** Which account goes first on a channel. @throws AppError `channel-account-not-found` for one that is not of that side */
  async order(side: ProviderSide, ids: readonly string[]): Promise<readonly ShownAccount[]> {
    const known = new Set((await this.#ports.book.list(side)).map(({ id }) => id))
    const stranger = ids.find((id) => !known.has(id))
    if (stranger !== undefined) throw notFound()
    await this.#ports.store.order(side, ids)
    return await this.list(side)
  }

  /** @throws AppError `channel-account-not-found`, `channel-account-environment` */
  async remove(id: string): Promise<void> {
    const account = await this.#found(id)
    if (account.fromEnvironment) throw ofEnvironment()
    await this.#ports.store.remove(id)
  }

  /** A new secret part of the address that the provider calls; the old one is no longer answered. @throws AppError `channel-account-not-found` */
  async renewCallback(id: string): Promise<ShownAccount> {
    await this.#found(id)
    await this.#ports.store.setCallback(id, newToken(), this.#ports.clock.now())
    return await this.find(id)
  }

  /** Asks the provider whether the values are right; nothing is sent to anybody. @throws AppError `channel-account-not-found`, `channel-account-broken` */
  async probe(id: string): Promise<ProbeResult> {
    const { port } = await this.#opened(id)
    return await port.probe()
  }

  /**
   * Sends one message that says that it is a test, whatever the state of the account. It is in no ledger, needs nobody's consent and counts as one message of
   * the account's day.
   * @throws AppError `channel-account-not-found`, `channel-account-broken`, `test-address-wrong`, `test-template-needed`, `tests-used-up`
   */
  async test(id: string, request: TestRequest): Promise<Outcome> {
    const { clock, project, fromAddress } = this.#ports
    const opened = await this.#opened(id)
    const { account } = opened
    const now = clock.now()
    const message = testMessage(request, {
      provider: account.provider,
      side: account.side,
      accountName: account.name,
      shopName: project.shopName,
      fromAddress,
      country: project.country,
      id: newId(now),
      now,
    })
    await this.#noteTest(id, now)
    return await this.#ports.open.sendCounted(opened, message)
  }

  /** The account that a content is tried over, open. @throws AppError `channel-account-not-found`, `channel-account-broken` */
  async trialAccount(id: string): Promise<Pick<ChannelAccount, 'id' | 'provider' | 'side' | 'state'>> {
    const { account } = await this.#opened(id)
    return { id, provider: account.provider, side: account.side, state: stateAt(account, this.#ports.clock.now()) }
  }

  /**
   * Sends one message as it is, as a test: it is in no ledger, and takes one place of the hour's tests and of the day of the account.
   * @throws AppError as `trialAccount`, `tests-used-up`, `test-day-full`
   */
  async sendTrial(id: string, message: OutgoingMessage): Promise<Outcome> {
    const { store, clock } = this.#ports
    const { account, port } = await this.#opened(id)
    const now = clock.now()
    const limit = limitOn(account, this.#today())
    await this.#noteTest(id, now)
    if (limit !== null && !(await store.takePlace(id, this.#today(), limit))) {
      throw new AppError('conflict', 'test-day-full', `This account has sent the ${limit} messages of its day: try another, or tomorrow.`, {
        details: { limit },
      })
    }
    const outcome = await port.send(message as Parameters<typeof port.send>[0])
    if (outcome.kind === 'halted' && outcome.what === 'account') await store.halt(id, outcome.reason, outcome.until ?? null, now)
    return outcome
  }

  /** @throws AppError `tests-used-up` */
  async #noteTest(id: string, now: Date): Promise<void> {
    const { store } = this.#ports
    if (!(await store.noteTest(id, TESTS_AN_HOUR, new Date(now.getTime() - HOUR_MS), now))) {
      throw new AppError(
        'too-many-requests',
        'tests-used-up',
        `No more than ${TESTS_AN_HOUR} test messages may be sent in an hour: wait a while.`,
        {
          details: { most: TESTS_AN_HOUR },
        },
      )
    }
  }

  /** Undefined: nothing was said of it. */
  #warmUpOf({ warmUp }: AccountInput): WarmUp | null | undefined {
    if (warmUp === undefined || warmUp === null) return warmUp
    const whole = { startsOn: warmUp.startsOn ?? this.#today(), limits: warmUp.limits }
    checkWarmUp(whole)
    return whole
  }

  #today(): string {
    return localDay(this.#ports.clock.now(), this.#ports.project.timeZone)
  }

  async #shown(account: ChannelAccount, taken: ReadonlyMap<string, number>): Promise<ShownAccount> {
    const { book, open, kinds, clock } = this.#ports
    const now = clock.now()
    const kind = kinds(account.provider)
    const opened = await open.open(account)
    // Sealed values that cannot be opened leave an account that can still be seen, and removed.
    const values = opened === null ? null : await book.values(account).catch(() => null)
    return {
      account,
      state: stateAt(account, now),
      secretsSet: Object.keys(values?.secrets ?? {}),
      pace: kind === undefined ? null : paceOf(account, kind.pace),
      limitToday: limitOn(account, this.#today()),
      takenToday: taken.get(account.id) ?? 0,
      callbackUrl: opened?.port.receive === undefined ? null : (values?.callbackUrl ?? null),
      isBroken: opened === null,
    }
  }

  async #checked(
    kind: AnyProviderKind,
    kept: { readonly settings: ProviderValues; readonly secrets: ProviderValues },
    { settings = {}, secrets = {} }: AccountInput,
  ): Promise<{ readonly settings: ProviderValues; readonly secrets: ProviderValues }> {
    try {
      const values = mergeValues(kind, kept, { settings, secrets })
      kind.check(values.settings, values.secrets)
      for (const { name, kind: of } of kind.fields) {
        const text = values.settings[name]
        if ((of === 'url' || of === 'host') && text !== undefined && text !== kept.settings[name]) await this.#checkAddress(name, of, text)
      }
      return values
    } catch (error) {
      throw withLabel(kind, error)
    }
  }

  async #checkAddress(field: string, kind: 'url' | 'host', text: string): Promise<void> {
    try {
      await this.#ports.checkAddress(kind, text)
    } catch (error) {
      if (error instanceof NoAnswer) throw valueWrong(field, 'that address is not found or not allowed', error.message)
      if (error instanceof AppError && typeof error.details['reason'] === 'string')
        throw valueWrong(field, 'that address is not allowed', `address_${error.details['reason']}`)
      throw error
    }
  }

  #kindOf(provider: ProviderName): AnyProviderKind {
    const kind = this.#ports.kinds(provider)
    if (kind !== undefined) return kind
    throw new AppError('invalid-input', 'provider-unknown', `There is no provider ${provider}: liuke channels providers lists them.`, {
      details: { provider },
    })
  }

  async #found(id: string): Promise<ChannelAccount> {
    const account = await this.#ports.book.find(id)
    if (account === null) throw notFound()
    return account
  }

  async #opened(id: string) {
    const opened = await this.#ports.open.open(await this.#found(id))
    if (opened !== null) return opened
    throw new AppError('conflict', 'channel-account-broken', 'This account cannot be opened: enter its secrets again, or remove it.')
  }
}

/** The error of a field with what people call the field. */
function withLabel({ fields }: AnyProviderKind, error: unknown): unknown {
  if (!(error instanceof AppError)) return error
  const field = fields.find(({ name }) => name === error.details['field'])
  if (field === undefined) return error
  const { zh, en } = field.label
  return new AppError(error.kind, error.code, error.message, { cause: error, details: { ...error.details, labelZh: zh, labelEn: en } })
}

const notFound = (): AppError =>
  new AppError('not-found', 'channel-account-not-found', 'There is no such channel account: reload the list.')
const changedMeanwhile = (): AppError =>
  new AppError(
    'conflict',
    'channel-account-changed',
    'Somebody changed this account in the meantime: reload it and make your change again.',
  )
const ofEnvironment = (): AppError =>
  new AppError(
    'conflict',
    'channel-account-environment',
    'The values of this account come from LIUKE_SMTP_URL: change the variable and restart, or set up an account of your own.',
  )
