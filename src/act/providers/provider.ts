import type { BilingualText } from '#kernel/bilingual-text.ts'
import type { Clock } from '#kernel/clock.ts'
import type { OpenMailbox } from '../bounces/mailbox.ts'
import type { ResolvedAddress } from '../webhook-address.ts'
import type { AccountChannel, OutgoingMessage, TeamMessage } from '../outgoing-message.ts'
import type { ProviderName } from './provider-names.ts'

/**
 * The port to those who carry messages. A `ProviderKind` says what an account with one of them needs and opens it; a `Provider` is one open account.
 * All of them pass the same contract suite against local servers that answer as theirs do. See docs/adr/0048.
 */
export { PROVIDER_NAMES } from './provider-names.ts'
export type { ProviderName } from './provider-names.ts'

/** `team`: words to colleagues, not to customers. */
export type ProviderSide = AccountChannel | 'team'

/** One field of the set-up, as the console and the CLI ask for it. */
export interface ProviderField {
  readonly name: string
  /**
   * A secret is kept encrypted and never shown again. `text` and `secret` may have several lines when `lines` is more than 1. `url`: where the provider
   * is called, https unless the host is allowed to be private; `host`: a name or address without a scheme. Both are checked when they are saved; calls
   * through `ProviderTools` are checked again.
   */
  readonly kind: 'text' | 'secret' | 'number' | 'flag' | 'choice' | 'url' | 'host'
  readonly label: BilingualText
  /** Where the value is found, in the words of the provider's own console. */
  readonly hint: BilingualText
  readonly required: boolean
  /** Few need it: shown after "more". */
  readonly advanced?: true
  readonly example?: string
  readonly initial?: string
  readonly lines?: number
  /** Of a secret: the field that names where it is sent, when that is not where the account is called. */
  readonly goesTo?: string
  readonly choices?: readonly { readonly value: string; readonly label: BilingualText }[]
}

/** Values of the fields by name; flags are `true` or `false`, numbers their decimal text. Only those that were given. */
export type ProviderValues = Readonly<Record<string, string>>

/** Everything that an account is made of. */
export interface AccountValues {
  readonly id: string
  readonly settings: ProviderValues
  readonly secrets: ProviderValues
  /** Where the provider can call us, with a secret part for this account: receipts and replies come in here. */
  readonly callbackUrl: string
}

export interface ProviderTools {
  readonly clock: Clock
  /** `fetch` with a time limit, no redirects, and no private addresses unless they are allowed (webhook-address.ts). */
  readonly fetch: ProviderFetch
  /**
   * The addresses of a host for connections that are no HTTP, such as SMTP: connect to none but these, so that the name cannot lead elsewhere in between.
   * @throws NoAnswer (not sent) `name_not_found`, `address_not_allowed`
   */
  readonly resolve: (host: string) => Promise<readonly ResolvedAddress[]>
  /** A value that all nodes share and that runs out, such as an access token of WeChat. `make` runs on one node at a time. */
  readonly shared: SharedValues
  /** 0 to 1. */
  readonly random: () => number
}

export type ProviderFetch = (
  url: string,
  request: {
    readonly method: 'HEAD' | 'GET' | 'POST'
    readonly headers: Readonly<Record<string, string>>
    readonly body?: string | Buffer
    readonly timeoutMs?: number
  },
) => Promise<ProviderReply>

/** What came back. Without an answer `ProviderFetch` throws a `NoAnswer`. */
export interface ProviderReply {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** No whole answer. `sent` is false only when the request cannot have reached them (name not found, connection refused): then nothing happened there. */
export class NoAnswer extends Error {
  readonly sent: boolean

  constructor(sent: boolean, reason: string) {
    super(reason)
    this.name = 'NoAnswer'
    this.sent = sent
  }
}

export interface SharedValues {
  /** `renew`: the value is known to be bad, make another one unless somebody else just did. */
  get(
    key: string,
    make: () => Promise<{ readonly value: string; readonly lastsMs: number }>,
    options?: { readonly notThis?: string },
  ): Promise<string>
}

/** What became of one attempt. `reason` is a lower-case code (a-z, 0-9, _) that the console has words for or shows as it is; never personal data. */
export type Outcome =
  /** They have it; a receipt may follow. */
  | { readonly kind: 'accepted'; readonly providerId: string | null }
  /** It is there: an effect in our own database, or a provider that answers only when it has arrived. */
  | { readonly kind: 'delivered'; readonly providerId: string | null }
  /** No for good. `suppress`: this address must not be used again on this channel (`address`), or the person does not want it (`person`). */
  | { readonly kind: 'rejected'; readonly reason: string; readonly suppress?: 'address' | 'person' }
  /** No for now: nothing was accepted. `retryAfterMs` if they said when. */
  | { readonly kind: 'deferred'; readonly reason: string; readonly retryAfterMs?: number }
  /** Nobody can tell whether it was accepted. */
  | { readonly kind: 'unknown'; readonly reason: string }
  /** The account, or the template, cannot send until a person acts or until `until`; nothing was accepted and the message waits. */
  | { readonly kind: 'halted'; readonly reason: string; readonly what: 'account' | 'template'; readonly until?: Date }

/** Something that a provider says later about a message, by `sendKey` where it gave our key back, otherwise by its own id and the address. */
export interface Receipt {
  readonly sendKey: string | null
  readonly providerId: string | null
  /** Normalised address, to tell the messages of one call apart; null: one message had this id. Personal data: not to be logged. */
  readonly address: string | null
  readonly at: Date
  readonly event: ReceiptEvent
  /** Of a mail that came back and keeps nothing else of ours: the local part of the Message-ID of the original. */
  readonly messageId?: string
}

export type ReceiptEvent =
  | { readonly kind: 'delivered' }
  /** `suppress` as in `Outcome`. `count`: an address that fails this way again and again is taken for dead. */
  | { readonly kind: 'failed'; readonly reason: string; readonly suppress?: 'address' | 'person'; readonly count?: boolean }
  /** Still on its way. */
  | { readonly kind: 'delayed'; readonly reason: string }
  | { readonly kind: 'opened' }
  | { readonly kind: 'clicked' }
  | { readonly kind: 'complained' }

/** What a customer answered. */
export interface CustomerReply {
  /** Normalised address or openid; personal data. */
  readonly address: string
  readonly text: string
  readonly at: Date
  /** What the same reply is known by when it is told again. */
  readonly key: string
  /** What the provider itself says that it means; null: the text is read. */
  readonly meaning: 'stop' | 'start' | 'help' | null
  /** Whether a customer-service window opens with it, and until when (WeChat). */
  readonly windowUntil?: Date
}

/** A change of an address that the provider tells of: a follower who left, a subscription that was taken back. */
export interface AddressChange {
  readonly address: string
  readonly at: Date
  readonly key: string
  readonly change: 'followed' | 'unfollowed' | 'subscribed' | 'unsubscribed' | 'expired'
  /** Of a subscription: the template it is for. */
  readonly templateCode?: string
}

export interface InboundCall {
  readonly method: string
  /** As it was called, with its query: some signatures cover it. */
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

/** What a call of the provider said, and what it wants to hear. A call whose signature is wrong is refused by `answer` and says nothing. */
export interface Inbound {
  readonly receipts: readonly Receipt[]
  readonly replies: readonly CustomerReply[]
  readonly changes: readonly AddressChange[]
  readonly answer: { readonly status: number; readonly type: string; readonly body: string }
}

/** What the connection check found: in the words of a person, what to do about it. */
export interface ProbeResult {
  readonly ok: boolean
  /** Code, such as `secret_wrong`, `address_not_allowed`, `not_reached`; empty when all is well. */
  readonly reason: string
  /** As the provider said it, without secrets; empty when all is well. */
  readonly said: string
  /** Facts worth seeing, such as the name of the account, what is left of a quota or whether SPF and DKIM are in place. */
  readonly facts: readonly { readonly name: string; readonly value: string; readonly ok: boolean }[]
}

/** A message whose outcome is unknown, as the provider is asked about it. */
export interface AskedMessage {
  readonly sendKey: string
  readonly providerId: string | null
  readonly address: string
  readonly handedAt: Date
}

/** What can be sent over an account of this channel. */
export interface Provider<Message = OutgoingMessage> {
  /** Asks whether the credentials are right, and sends nothing to anybody. Never throws. */
  probe(): Promise<ProbeResult>
  /** One attempt, within 30 seconds; never tries again by itself where the first may have been accepted. Never throws. */
  send(message: Message): Promise<Outcome>
  /**
   * What became of a message; null: they cannot say (yet), which proves nothing. Absent: this provider cannot be asked.
   * `notSent` only where the provider is known to list everything that it has accepted.
   */
  ask?(message: AskedMessage): Promise<ReceiptEvent | { readonly kind: 'notSent' } | null>
  /** Whether the same `sendKey` handed over again within `idempotentMs` is sent once: then an unknown outcome may be repeated. */
  readonly idempotentMs?: number
  /** Of which messages that holds, where it is not all of them: WeChat knows template messages by our key, and none of the others. */
  isIdempotent?(message: Message): boolean
  /** Reads a call of the provider: checks its signature, then says what it means. Never throws for what a stranger may send. */
  receive?(call: InboundCall): Promise<Inbound>
  /**
   * Who a login code of the shop's own program stands for: an openid of this app, and the person's id over all apps of the company where they have one.
   * Null: the code is wrong, used or too old. @throws NoAnswer
   */
  signIn?(code: string): Promise<{ readonly openId: string; readonly unionId: string | null } | null>
  /** For providers that are asked rather than call: what came in since `since`. */
  poll?(since: Date): Promise<Omit<Inbound, 'answer'>>
  /** Opens the mailbox that its bounces come to; absent: none is read. @throws MailboxFailure */
  openMailbox?(): Promise<OpenMailbox>
  close(): void
}

export interface ProviderKind<Message = OutgoingMessage> {
  readonly name: ProviderName
  readonly side: ProviderSide
  readonly title: BilingualText
  readonly fields: readonly ProviderField[]
  /** Messages a second that the provider takes of one account, and how many at once: our default, which an account may lower. */
  readonly pace: { readonly perSecond: number; readonly atOnce: number }
  /** Checks values before they are stored. @throws AppError `provider-value-wrong` with `details.field`. */
  check(settings: ProviderValues, secrets: ProviderValues): void
  /** Opens an account: no call goes out yet. */
  open(account: AccountValues, tools: ProviderTools): Provider<Message>
}

export type TeamProviderKind = ProviderKind<TeamMessage>
