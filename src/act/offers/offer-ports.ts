import type { SendSubject } from '../send-store.ts'
import type { CodeFacts, CodeProblem } from './offer-validity.ts'
import type { Offer, OfferState } from './offer.ts'

/** An offer with its newest version, which is what messages say from now on. */
export interface StoredOffer {
  readonly id: string
  readonly version: number
  readonly state: OfferState
  readonly offer: Offer
  /** Given out so far. */
  readonly issued: number
  /** Whether there is a secret that questions to the shop are signed with. */
  readonly hasSecret: boolean
  readonly createdAt: Date
  readonly savedAt: Date
  readonly savedBy: string
}

export interface OfferFilter {
  /** Part of the name or of a title. */
  readonly q?: string
  readonly state?: OfferState
}

export interface OfferSaved {
  readonly at: Date
  readonly by: string
}

/** What became of what was given out; all but `untied` and `late` are counted of messages. */
export interface OfferCounts {
  readonly issued: number
  /** Arrived, or taken by a provider that said nothing else, or opened or used. */
  readonly delivered: number
  /** By a person: opened, or clicked in. */
  readonly opened: number
  /** Used in an order that is known to go back to a message. */
  readonly used: number
  /** Orders with a code that all share, of nobody who is known to have got it in a message. */
  readonly untied: number
  /** Of the orders, those that the shop took although the code did not hold. */
  readonly late: number
  readonly codes: number
  readonly codesLeft: number
}

export interface OfferContent {
  readonly id: string
  readonly name: string
  readonly isPublished: boolean
}

export type SaveResult = 'saved' | 'changed' | 'name_taken' | 'code_taken'

export interface OfferStore {
  /** The last saved first. */
  list(filter: OfferFilter, limit: number, after: { readonly savedAt: Date; readonly id: string } | null): Promise<readonly StoredOffer[]>
  count(filter: OfferFilter): Promise<number>
  one(id: string): Promise<StoredOffer | null>
  version(id: string, version: number): Promise<Offer | null>
  versions(id: string): Promise<readonly { readonly version: number; readonly savedAt: Date; readonly savedBy: string }[]>
  add(id: string, offer: Offer, saved: OfferSaved): Promise<Exclude<SaveResult, 'changed'>>
  /** `changed`: the newest version is no longer `base`, or the offer has ended. */
  save(id: string, base: number, offer: Offer, saved: OfferSaved): Promise<SaveResult>
  /** False: it is no longer in one of these states. */
  setState(id: string, from: readonly OfferState[], to: OfferState): Promise<boolean>
  setSecret(id: string, secret: string): Promise<void>
  secret(id: string): Promise<string | null>
  /** Cost: all that was given out of these offers. */
  counts(ids: readonly string[]): Promise<ReadonlyMap<string, OfferCounts>>
  /** Codes that are known already, of this offer or another, are left out. Returns how many were added. */
  addCodes(id: string, codes: readonly string[], now: Date): Promise<number>
  /** Contents whose newest or published version names the offer. */
  contentsWith(id: string): Promise<readonly OfferContent[]>
}

/** A message that an offer goes with. */
export interface OfferAsk {
  readonly sendKey: string
  readonly customerId: string
  readonly offerId: string
}

export interface GivenOffer {
  readonly offerId: string
  /** The terms that were promised with it. */
  readonly version: number
  readonly offer: Offer
  /** As it is shown; null: there is none. */
  readonly code: string | null
  readonly lastDay: string | null
}

export const OFFER_REFUSALS = [
  'offer_missing',
  'offer_not_live',
  'offer_ended',
  'offer_out_of_stock',
  'offer_limit',
  'offer_not_for_customer',
  'offer_audience_refused',
  'offer_no_code',
] as const
export type OfferRefusal = (typeof OFFER_REFUSALS)[number]

export type OfferGift =
  | { readonly kind: 'given'; readonly given: GivenOffer; readonly isNew: boolean }
  | { readonly kind: 'refused'; readonly reason: OfferRefusal }

/** Gives offers out to messages. */
export interface OfferGiver {
  /** By send key; the same message again gets the same. */
  give(asks: readonly OfferAsk[], now: Date): Promise<ReadonlyMap<string, OfferGift>>
  /** Of messages that were not made after all. */
  takeBack(sendKeys: readonly string[]): Promise<void>
}

export interface OfferWant {
  readonly sendKey: string
  readonly customerId: string
  /** One of our own; null: there is none, or it comes from the list or the shop. */
  readonly code: string | null
}

export interface OfferLedger {
  /** What these messages have already. A code of the shop that is not there yet is null. */
  issuesOf(sendKeys: readonly string[]): Promise<ReadonlyMap<string, GivenOffer>>
  /**
   * Takes one of the stock for each message, all of them or those that there is something for, in the order of the list; limits of customers hold among them too. Null: the
   * offer is not at this version any more.
   */
  take(
    offerId: string,
    version: number,
    wants: readonly OfferWant[],
    at: { readonly now: Date; readonly today: string },
  ): Promise<ReadonlyMap<string, OfferRefusal | 'taken'> | null>
  /** A code that the shop gave for a message. False: somebody else has it. */
  setCode(sendKey: string, code: string): Promise<boolean>
  /** Gives the stock and the code of the list back; what was used stays. */
  takeBack(sendKeys: readonly string[]): Promise<void>
  /** A person opened these messages, or clicked in them; the first time counts. */
  opened(sendKeys: readonly string[], at: Date): Promise<void>
}

/** A code that somebody wants to use. */
export interface CodeAsk {
  readonly code: string
  readonly customerId: string | null
  readonly orderId: string
}

export interface FoundCode extends CodeFacts {
  readonly offerId: string
  readonly version: number
  readonly sendKey: string | null
}

export interface OfferUse extends CodeAsk {
  readonly usedAt: Date
  readonly saidBy: 'api' | 'event' | 'import'
  readonly importId: string | null
}

export type UseResult =
  | {
      readonly kind: 'used'
      readonly found: FoundCode
      readonly usedAt: Date
      /** The same order said it before. */
      readonly again: boolean
      /** The message that brought the code; null: none is known. */
      readonly send: SendSubject | null
      readonly problem: CodeProblem | null
    }
  | { readonly kind: 'refused'; readonly problem: CodeProblem; readonly found: FoundCode | null }

export interface OfferUseStore {
  find(ask: CodeAsk): Promise<FoundCode | null>
  /** Which of these are codes of an offer. One query for all of them. */
  ours(codes: readonly string[]): Promise<ReadonlySet<string>>
  /** `judge` says why a code does not hold; then nothing is noted, unless the shop has taken it already (`isFact`). */
  use(use: OfferUse, judge: (found: FoundCode) => CodeProblem | null, isFact: boolean): Promise<UseResult>
}

/** A question to the shop for the code of one message. */
export interface ShopCodeAsk {
  readonly offerId: string
  readonly sendKey: string
  readonly customerId: string
  readonly url: string
  readonly secret: string
  readonly lastDay: string | null
}

/** Null: there is no code, whatever the reason. */
export type AskShopCode = (ask: ShopCodeAsk) => Promise<string | null>
