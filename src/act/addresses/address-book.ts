import type { Scope } from '#access/scope.ts'
import { unknownCustomer } from '#identity/unknown-customer.ts'
import { AppError } from '#kernel/app-error.ts'
import { isId } from '#kernel/id.ts'
import type { Clock } from '#kernel/clock.ts'
import type { InboundSink } from '../inbound/inbound-sink.ts'
import { NoAnswer } from '../providers/provider.ts'
import type { Inbound, Provider } from '../providers/provider.ts'
import { checkedValue, KIND_OF_PROVIDER } from './channel-address.ts'
import type { AddressAccount, AddressKind, AddressStore, AddressView, SaidAddress } from './channel-address.ts'

const BLOCKS_A_ROUND = 100

/** The addresses of customers in apps, and what providers tell of them. */
export class AddressBook implements InboundSink {
  readonly #store: AddressStore
  readonly #clock: Clock
  readonly #openById: (accountId: string) => Promise<Pick<Provider, 'signIn'> | null>

  constructor(ports: {
    readonly store: AddressStore
    readonly clock: Clock
    /** The open account; null: there is none, or it cannot be opened. */
    readonly openById: (accountId: string) => Promise<Pick<Provider, 'signIn'> | null>
  }) {
    this.#store = ports.store
    this.#clock = ports.clock
    this.#openById = ports.openById
  }

  /** Newest first. @throws AppError `customer-not-found` */
  async of(scope: Scope, customerId: string): Promise<readonly AddressView[]> {
    return (await this.#store.ofCustomer(scope, customerId)) ?? unknownCustomer()
  }

  /**
   * That a customer has this address, as another system says. `account`: the account that it belongs to; without it the app counts as not known.
   * @throws AppError `customer-not-found`, `address-account-unknown`, `address-wrong`
   */
  async put(
    scope: Scope,
    customerId: string,
    said: { readonly kind: AddressKind; readonly value: string; readonly account?: string },
  ): Promise<readonly AddressView[]> {
    await this.of(scope, customerId)
    const app = said.account === undefined ? '' : appOf(await this.account(said.account, said.kind))
    const value = checkedValue(said.kind, said.value)
    await this.#store.say([{ kind: said.kind, app, value, customerId, at: this.#clock.now(), source: 'api' }])
    return await this.of(scope, customerId)
  }

  /** @throws AppError `customer-not-found`, `address-not-found` */
  async remove(scope: Scope, customerId: string, addressId: string): Promise<readonly AddressView[]> {
    await this.of(scope, customerId)
    const ended = isId(addressId) && (await this.#store.endById(scope, customerId, addressId, 'removed', this.#clock.now()))
    if (!ended) {
      throw new AppError(
        'not-found',
        'address-not-found',
        'This customer has no such address in use. List the addresses to see those that exist.',
      )
    }
    return await this.of(scope, customerId)
  }

  /**
   * Who a login code of a mini-program stands for, as an identifier of that app. The openid is a good address from now on; whose it is, identity says.
   * @throws AppError `mini-program-unknown`, `login-code-refused`, `provider-not-reached`
   */
  async signIn(appId: string, code: string): Promise<{ readonly openId: string; readonly unionId: string | null }> {
    const account = (await this.#store.accounts()).find((one) => one.provider === 'wechat_mini' && one.appId === appId)
    const port = account === undefined ? null : await this.#openById(account.id)
    if (account === undefined || port?.signIn === undefined) {
      throw new AppError(
        'invalid-input',
        'mini-program-unknown',
        `No mini-program ${appId} is set up. Add it among the channel accounts.`,
        {
          details: { appId },
        },
      )
    }
    let found: Awaited<ReturnType<typeof port.signIn>>
    try {
      found = await port.signIn(code)
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error
      throw new AppError(
        'unavailable',
        'provider-not-reached',
        'WeChat could not be asked just now. Call wx.login again and send the new code.',
        {
          cause: error,
        },
      )
    }
    if (found === null) {
      throw new AppError(
        'invalid-input',
        'login-code-refused',
        'WeChat does not know this login code. Call wx.login again: a code works once, for five minutes.',
      )
    }
    await this.#store.say([{ kind: 'openid', app: appId, value: found.openId, customerId: null, at: this.#clock.now(), source: 'login' }])
    return found
  }

  /** The account that somebody names. @throws AppError `address-account-unknown` */
  async account(id: string, kind: AddressKind): Promise<AddressAccount> {
    const found = (await this.#store.accounts()).find((account) => account.id === id)
    if (found !== undefined && KIND_OF_PROVIDER[found.provider] === kind) return found
    throw new AppError(
      'invalid-input',
      'address-account-unknown',
      `There is no channel account ${id} that sends to addresses of this kind.`,
      {
        details: { kind },
      },
    )
  }

  say(addresses: readonly SaidAddress[]): Promise<void> {
    return this.#store.say(addresses)
  }

  /** A message of this template was taken for an openid: one consent fewer. */
  async used(accountId: string, openId: string, template: string): Promise<void> {
    const account = (await this.#store.accounts()).find(({ id }) => id === accountId)
    // One whose app nobody named is kept without it.
    const apps = account === undefined ? [''] : [appOf(account), '']
    for (const app of apps) await this.#store.used({ kind: 'openid', app, value: openId }, template)
  }

  /** Gives openids that came as identifiers of people a place among the addresses, some blocks at a time. Returns how many. */
  async adopt(): Promise<number> {
    let adopted = 0
    for (let block = 0; block < BLOCKS_A_ROUND; block += 1) {
      const some = await this.#store.adopt()
      adopted += some
      if (some === 0) break
    }
    return adopted
  }

  /** Followers, subscriptions and open windows. Parts that are told again, or late, change nothing. */
  async take(accountId: string, inbound: Pick<Inbound, 'changes' | 'replies'>): Promise<void> {
    if (inbound.changes.length === 0 && inbound.replies.every(({ windowUntil }) => windowUntil === undefined)) return
    const account = (await this.#store.accounts()).find(({ id }) => id === accountId)
    const kind = account === undefined ? undefined : KIND_OF_PROVIDER[account.provider]
    if (account === undefined || kind === undefined) return
    const said = (address: string, at: Date): SaidAddress => ({
      kind,
      app: appOf(account),
      value: address,
      customerId: null,
      at,
      source: 'provider',
    })
    for (const { address, at, key, change, templateCode } of inbound.changes.toSorted(
      (one, other) => one.at.getTime() - other.at.getTime(),
    )) {
      const of = said(address, at)
      if (change === 'followed') await this.#store.say([of])
      else if (change === 'unfollowed' || change === 'expired') await this.#store.end(of, change, at)
      else if (templateCode !== undefined) await this.#store.subscribe(of, templateCode, change === 'subscribed', key)
      else if (change === 'subscribed') await this.#store.say([of])
      else await this.#store.end(of, change, at)
    }
    for (const { address, at, windowUntil } of inbound.replies) {
      if (windowUntil !== undefined) await this.#store.openWindow(said(address, at), windowUntil)
    }
  }
}

/** What addresses of an account are kept under. */
export function appOf({ id, appId }: AddressAccount): string {
  return appId === '' ? id : appId
}
