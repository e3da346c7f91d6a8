import type { Channel, StrategyDefinition } from '#decide/strategy.ts'
import type { SendingAccount, SendingAccounts } from '../accounts/sending-account.ts'
import type { ChannelPort, PreparedMessage } from '../channels/channel.ts'
import type { Contact } from '../contact-reader.ts'
import type { MadeOwn, MessageMaker, OwnMaker } from '../message-maker.ts'
import type { AccountChannel, OutgoingMessage } from '../outgoing-message.ts'
import type { Outcome } from '../providers/provider.ts'
import type { ClaimedSend } from '../send-store.ts'
import type { MessageText } from '../sent-message.ts'
import { wechatBlock } from './wechat-opening.ts'

/** A send whose customer may be contacted. */
export interface AllowedSend {
  readonly send: ClaimedSend
  readonly contact: Contact
  /** Null: it comes from no strategy. */
  readonly definition: StrategyDefinition | null
}

export type PreparedSend =
  | {
      readonly kind: 'ready'
      readonly text: MessageText
      /** That it is written to; null: the channel has none. */
      readonly address: string | null
      readonly hasCoupon: boolean
      /** How long the same message may be handed over again and is sent once; null: no such promise. */
      readonly idempotentMs: number | null
      /** Has the effect outside, once the ledger says "handed". Answers with what is known and never throws. */
      readonly deliver: () => Promise<Outcome>
    }
  | { readonly kind: 'not_made'; readonly reason: string }
  /** This channel cannot reach the customer just now, whatever the message says: another one is tried. */
  | { readonly kind: 'closed'; readonly reason: string }
  /** The customer's address belongs to another account. */
  | { readonly kind: 'elsewhere'; readonly accountId: string }

/** What messages leave by: an account with a provider, or a table of our own. */
export interface Carrier {
  /** One lane set runs for each. */
  readonly key: string
  readonly channel: Channel
  /** Null: a table of our own. */
  readonly accountId: string | null
  readonly pace: { readonly perSecond: number; readonly atOnce: number }
  readonly dailyLimit: number | null
  prepare(sends: readonly AllowedSend[], now: Date): Promise<readonly PreparedSend[]>
}

const OWN_PACE = { perSecond: 1_000, atOnce: 8 }

/** Tasks and webhooks: one row under the send key. Those of strategies are made of their definition, all others of a content. */
export function channelCarrier(channel: Channel, port: ChannelPort, own: OwnMaker | null): Carrier {
  const ready = ({ message, deliver }: PreparedMessage): PreparedSend => ({
    kind: 'ready',
    text: message,
    address: null,
    hasCoupon: false,
    idempotentMs: null,
    deliver,
  })
  return {
    key: channel,
    channel,
    accountId: null,
    pace: OWN_PACE,
    dailyLimit: null,
    async prepare(sends, now) {
      const others = sends.filter(({ definition }) => definition === null)
      const made = new Map<AllowedSend, MadeOwn>()
      for (const [i, one] of (await makeOwn(own, others, now)).entries()) {
        const of = others[i]
        if (of !== undefined) made.set(of, one)
      }
      return sends.map((one): PreparedSend => {
        const { send, contact, definition } = one
        try {
          if (definition !== null) return ready(port.prepare({ send, definition, contact, now }))
          const said = made.get(one)
          if (said === undefined || port.prepareMade === undefined) return { kind: 'not_made', reason: 'no_form' }
          if (said.kind === 'not_made') return { kind: 'not_made', reason: said.reason }
          return ready(port.prepareMade({ send, contact, made: said, now }))
        } catch {
          return { kind: 'not_made', reason: 'message_not_made' }
        }
      })
    },
  }
}

/** One that cannot be made, for whatever reason, takes no other with it. */
async function makeOwn(maker: OwnMaker | null, sends: readonly AllowedSend[], now: Date): Promise<readonly MadeOwn[]> {
  if (maker === null || sends.length === 0) return []
  try {
    return await maker.makeOwn(sends, now)
  } catch {
    const failed: MadeOwn = { kind: 'not_made', reason: 'message_not_made', detail: '' }
    return await Promise.all(
      sends.map((one) =>
        maker.makeOwn([one], now).then(
          ([made]) => made ?? failed,
          () => failed,
        ),
      ),
    )
  }
}

export interface Makers {
  /** Of strategies, whose text stands in their definition. */
  readonly strategy: (definition: StrategyDefinition) => MessageMaker
  /** Of contents; null: there are none in this installation. */
  readonly content: MessageMaker | null
  /** Tasks and webhooks of contents; absent: there are none in this installation. */
  readonly own?: OwnMaker
}

/** Told when a message was taken for which a customer had agreed to one message of its template. */
export type SubscriptionUse = (accountId: string, openId: string, template: string) => Promise<void>

export function accountCarrier(
  account: SendingAccount,
  makers: Makers,
  accounts: Pick<SendingAccounts, 'halt'>,
  subscriptionUsed?: SubscriptionUse,
): Carrier {
  const deliver = async (message: OutgoingMessage): Promise<Outcome> => {
    const outcome = await account.port.send(message)
    if (
      (outcome.kind === 'accepted' || outcome.kind === 'delivered') &&
      message.channel === 'wechat' &&
      message.kind === 'subscribe' &&
      message.template !== null
    ) {
      // What became of the message is known; a consent that is counted once too often only makes WeChat refuse the next message.
      await subscriptionUsed?.(account.id, message.openId, message.template.code).catch(() => undefined)
    }
    if (outcome.kind === 'halted' && outcome.what === 'account') await accounts.halt(account.id, outcome.reason, outcome.until ?? null)
    return outcome
  }
  return {
    key: account.id,
    channel: account.channel,
    accountId: account.id,
    pace: account.pace,
    dailyLimit: account.dailyLimit,
    async prepare(sends, now) {
      const prepared = new Map<AllowedSend, PreparedSend>()
      const own: AllowedSend[] = []
      const given = new Map<AllowedSend, AllowedSend>()
      for (const one of sends) {
        const at = routed(one, account.id)
        if ('elsewhere' in at) prepared.set(one, { kind: 'elsewhere', accountId: at.elsewhere })
        else {
          own.push(at)
          given.set(at, one)
        }
      }
      for (const [maker, block] of Map.groupBy(own, (one) => one.definition)) {
        const made = await makeAll(maker === null ? makers.content : makers.strategy(maker), block, account.channel, now)
        for (const [i, at] of block.entries()) {
          const each = made[i]
          const one = given.get(at) ?? at
          if (each === undefined || each.kind === 'not_made') {
            prepared.set(one, { kind: 'not_made', reason: each?.reason ?? 'message_not_made' })
            continue
          }
          const closed = wechatBlock(each.message, at.contact.routes?.[0], now)
          if (closed !== null) {
            prepared.set(one, { kind: 'closed', reason: closed })
            continue
          }
          const isIdempotent = account.port.isIdempotent?.(each.message) ?? true
          prepared.set(one, {
            kind: 'ready',
            text: each.text,
            address: at.contact.address,
            hasCoupon: each.hasCoupon === true,
            idempotentMs: isIdempotent ? (account.port.idempotentMs ?? null) : null,
            deliver: () => deliver(each.message),
          })
        }
      }
      return sends.map((one) => prepared.get(one) ?? { kind: 'not_made', reason: 'message_not_made' })
    },
  }
}

/** With the address that this account can reach the customer at; some belong to one account alone. */
function routed(one: AllowedSend, accountId: string): AllowedSend | { readonly elsewhere: string } {
  const { routes } = one.contact
  if (routes === undefined) return one
  const route = routes.find(({ accountIds }) => accountIds.includes(accountId))
  const elsewhere = routes[0]?.accountIds[0]
  if (route === undefined) return elsewhere === undefined ? one : { elsewhere }
  return { ...one, contact: { ...one.contact, address: route.address, addressHash: null, routes: [route] } }
}

/** One message that cannot be made, for whatever reason, takes no other with it. */
async function makeAll(
  maker: MessageMaker | null,
  sends: readonly AllowedSend[],
  channel: AccountChannel,
  now: Date,
): ReturnType<MessageMaker['make']> {
  if (maker === null) return sends.map(() => ({ kind: 'not_made', reason: 'content_missing', detail: channel }))
  const wanted = sends.map(({ send, contact }) => ({ send, contact: { ...contact, address: contact.address ?? '' } }))
  try {
    return await maker.make(wanted, now)
  } catch {
    const each = wanted.map((one) =>
      maker.make([one], now).then(
        ([made]) => made ?? ({ kind: 'not_made', reason: 'message_not_made', detail: '' } as const),
        () => ({ kind: 'not_made', reason: 'message_not_made', detail: '' }) as const,
      ),
    )
    return await Promise.all(each)
  }
}
