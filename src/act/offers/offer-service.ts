import { randomBytes } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import type { AuditLog } from '#access/audit-log.ts'
import { AppError } from '#kernel/app-error.ts'
import type { Clock } from '#kernel/clock.ts'
import { isId, newId } from '#kernel/id.ts'
import { localDay } from '#kernel/local-day.ts'
import type { Page, PageRequest } from '#kernel/page.ts'
import { readPageKey } from '#kernel/page-key.ts'
import type { SegmentMeanings } from '#segment/conditions/evaluate-condition.ts'
import { checkWebhookUrl } from '../webhook-address.ts'
import type { Resolve } from '../webhook-address.ts'
import { readCouponCode } from '../coupon-use.ts'
import type { CouponStore } from '../coupon-use.ts'
import { newTouch } from '../touch.ts'
import type { TouchWriter } from '../touch.ts'
import { checkOffer } from './check-offer.ts'
import { MOST_CODES_AT_ONCE, readCodeList } from './offer-code.ts'
import type { CodeList } from './offer-code.ts'
import type {
  FoundCode,
  OfferContent,
  OfferCounts,
  OfferFilter,
  OfferStore,
  OfferUseStore,
  SaveResult,
  StoredOffer,
} from './offer-ports.ts'
import { CODE_PROBLEMS, whyNotHeld } from './offer-validity.ts'
import type { CodeProblem, OrderFacts } from './offer-validity.ts'
import type { Offer, OfferState } from './offer.ts'
import { checkAudience } from './price-rule.ts'

export interface OfferServicePorts {
  readonly store: OfferStore
  readonly uses: OfferUseStore
  /** Codes of our own are coupons of their messages too. */
  readonly coupons: Pick<CouponStore, 'use'>
  readonly touches: TouchWriter
  readonly meanings: () => Promise<SegmentMeanings>
  readonly audit: AuditLog
  readonly clock: Clock
  readonly timeZone: () => string
  /** Hosts that may be asked for codes although they are private. */
  readonly allowedHosts: readonly string[]
  readonly resolve?: Resolve
}

export interface TakenCodes extends Omit<CodeList, 'codes'> {
  readonly added: number
  /** Known before, of this offer or another. */
  readonly known: number
}

/** A code as a till asks for it. */
export interface CodeQuestion extends OrderFacts {
  readonly code: string
  readonly customerId: string | null
}

export interface CodeAnswer {
  /** Null: it holds. */
  readonly problem: CodeProblem | null
  readonly found: FoundCode | null
}

export interface Redeemed {
  readonly found: FoundCode
  readonly usedAt: Date
  readonly again: boolean
}

const MOVES: Readonly<Record<Exclude<OfferState, 'draft'>, readonly OfferState[]>> = {
  live: ['draft', 'paused'],
  paused: ['live'],
  ended: ['draft', 'live', 'paused'],
}

/** Offers with their versions, their codes, and what became of them. */
export class OfferService {
  readonly #ports: OfferServicePorts

  constructor(ports: OfferServicePorts) {
    this.#ports = ports
  }

  today(): string {
    return localDay(this.#ports.clock.now(), this.#ports.timeZone())
  }

  /** The last saved first; `total` with the first page. @throws AppError of the page for a cursor that is none of ours */
  async list(filter: OfferFilter, { limit, cursor }: PageRequest): Promise<Page<StoredOffer>> {
    const { store } = this.#ports
    const key = cursor === null ? null : readPageKey(cursor, ['time', 'uuid'])
    const after = key === null ? null : { savedAt: key[0], id: key[1] }
    const [found, total] = await Promise.all([store.list(filter, limit + 1, after), cursor === null ? store.count(filter) : undefined])
    const items = found.slice(0, limit)
    const last = items.at(-1)
    return {
      items,
      nextCursor: found.length > limit && last !== undefined ? JSON.stringify([last.savedAt, last.id]) : null,
      ...(total === undefined ? {} : { total }),
    }
  }

  counts(ids: readonly string[]): Promise<ReadonlyMap<string, OfferCounts>> {
    return this.#ports.store.counts(ids)
  }

  contentsWith(id: string): Promise<readonly OfferContent[]> {
    return this.#ports.store.contentsWith(id)
  }

  /** Null: there is none of this id. */
  async find(id: string): Promise<StoredOffer | null> {
    return isId(id) ? await this.#ports.store.one(id) : null
  }

  /** @throws AppError `offer-not-found` */
  async one(id: string): Promise<StoredOffer> {
    const found = await this.find(id)
    if (found === null) throw notFound()
    return found
  }

  async versions(id: string) {
    await this.one(id)
    return await this.#ports.store.versions(id)
  }

  /** @throws AppError `offer-not-found` */
  async version(id: string, version: number): Promise<Offer> {
    const found = isId(id) ? await this.#ports.store.version(id, version) : null
    if (found === null) throw notFound()
    return found
  }

  /** @throws AppError `offer-wrong`, `offer-audience-forbidden`, `offer-audience-reason`, `offer-name-taken`, `offer-code-taken`, `webhook-url-refused` */
  async create(offer: Offer, by: string): Promise<StoredOffer> {
    await this.#check(offer, true)
    const at = this.#ports.clock.now()
    const id = newId(at)
    orThrow(await this.#ports.store.add(id, offer, { at, by }))
    await this.#audit(by, 'offer-created', id, { kind: offer.kind })
    return await this.one(id)
  }

  /**
   * A new version, which every message says that is made from now on; what was given out keeps the terms it was given with.
   * @throws AppError as `create`, `offer-not-found`, `offer-changed`, `offer-is-over`
   */
  async save(id: string, base: number, offer: Offer, by: string): Promise<StoredOffer> {
    const before = await this.one(id)
    if (before.state === 'ended') throw isOver()
    await this.#check(offer, before.state === 'draft')
    if (before.version === base && isDeepStrictEqual(before.offer, offer)) return before
    if (before.issued > 0 && before.offer.currency !== offer.currency) {
      throw new AppError(
        'conflict',
        'offer-currency-fixed',
        'This offer was given out already, so its currency stays: write a new offer for another currency.',
      )
    }
    orThrow(await this.#ports.store.save(id, base, offer, { at: this.#ports.clock.now(), by }))
    await this.#audit(by, 'offer-saved', id, { version: base + 1 })
    return await this.one(id)
  }

  /**
   * live: it is given out from now on. paused: not for now. ended: never again; codes that customers have hold as long as was promised.
   * @throws AppError as `save`, `offer-state`, `offer-no-secret`, `offer-no-codes`
   */
  async setState(id: string, to: Exclude<OfferState, 'draft'>, by: string): Promise<StoredOffer> {
    const before = await this.one(id)
    if (before.state === to) return before
    if (!MOVES[to].includes(before.state)) {
      throw new AppError('conflict', 'offer-state', `An offer that is ${before.state} cannot become ${to}: load it again.`, {
        details: { from: before.state, to },
      })
    }
    if (to === 'live') {
      await this.#check(before.offer, false)
      await this.#canGive(before)
    }
    if (!(await this.#ports.store.setState(id, MOVES[to], to))) throw changed()
    await this.#audit(by, `offer-${to}`, id, { version: before.version })
    return await this.one(id)
  }

  /** A new secret for questions to the shop, shown this once; the one before signs nothing any more. @throws AppError `offer-not-found` */
  async renewSecret(id: string, by: string): Promise<string> {
    await this.one(id)
    const secret = `whsec_${randomBytes(32).toString('base64')}`
    await this.#ports.store.setSecret(id, secret)
    await this.#audit(by, 'offer-secret-renewed', id, {})
    return secret
  }

  /** Codes of the shop from a text or CSV, the first column of each line. @throws AppError `offer-codes-mode`, `offer-codes-none`, `offer-codes-many`, `offer-is-over` */
  async importCodes(id: string, text: string, by: string): Promise<TakenCodes> {
    const { offer, state } = await this.one(id)
    if (state === 'ended') throw isOver()
    if (offer.codes.mode !== 'imported') {
      throw new AppError('conflict', 'offer-codes-mode', 'This offer takes no list of codes: choose codes of a list in it first.')
    }
    const { codes, ...rest } = readCodeList(text)
    if (codes.length === 0) {
      throw new AppError(
        'invalid-input',
        'offer-codes-none',
        'There is no code in the text. Put one on each line: 3 to 60 letters, digits or . _ / + = : #, in the first column.',
      )
    }
    if (codes.length > MOST_CODES_AT_ONCE) {
      throw new AppError(
        'too-large',
        'offer-codes-many',
        `There are ${codes.length} codes in the text: bring at most ${MOST_CODES_AT_ONCE} at once.`,
        {
          details: { count: codes.length, most: MOST_CODES_AT_ONCE },
        },
      )
    }
    const added = await this.#ports.store.addCodes(id, codes, this.#ports.clock.now())
    await this.#audit(by, 'offer-codes-added', id, { codes: added })
    return { ...rest, added, known: codes.length - added }
  }

  /** Whether a code holds for an order, and why not. Changes nothing. */
  async check({ code, customerId, ...order }: CodeQuestion): Promise<CodeAnswer> {
    const found = await this.#ports.uses.find({ code, customerId, orderId: order.orderId })
    return { found, problem: found === null ? 'unknown' : whyNotHeld(found, order, this.today()) }
  }

  /**
   * Notes that an order used a code. The same order again changes nothing. `offerId`: it must be a code of this offer.
   * @throws AppError `offer-code-refused` with the reason
   */
  async redeem(question: CodeQuestion, offerId: string | null = null): Promise<Redeemed> {
    const { uses, coupons, touches, clock } = this.#ports
    const now = clock.now()
    const { code, customerId, ...order } = question
    const result = await uses.use(
      { code, customerId, orderId: order.orderId, usedAt: now, saidBy: 'api', importId: null },
      (found) => (offerId !== null && found.offerId !== offerId ? 'unknown' : whyNotHeld(found, order, this.today())),
      false,
    )
    if (result.kind === 'refused') {
      throw new AppError('conflict', 'offer-code-refused', `The code does not hold: ${CODE_PROBLEMS[result.problem].en}.`, {
        details: { reason: result.problem },
      })
    }
    const own = readCouponCode(code)
    if (result.found.offer.codes.mode === 'own' && own !== '')
      await coupons.use([{ code: own, orderId: order.orderId, usedAt: result.usedAt }])
    if (result.send !== null) await touches.write([newTouch(result.send, 'coupon_used', result.usedAt)], now)
    return { found: result.found, usedAt: result.usedAt, again: result.again }
  }

  async #check(offer: Offer, isDraft: boolean): Promise<void> {
    checkOffer(offer, isDraft)
    if (offer.audience !== null) checkAudience(offer.audience, offer.audienceReason, await this.#ports.meanings())
    if (offer.codes.mode === 'shop') await checkWebhookUrl(offer.codes.url, this.#ports.allowedHosts, this.#ports.resolve)
  }

  async #canGive({ id, offer, hasSecret }: StoredOffer): Promise<void> {
    if (offer.codes.mode === 'shop' && !hasSecret) {
      throw new AppError(
        'conflict',
        'offer-no-secret',
        'The shop cannot check questions for codes yet: make a secret in this offer and give it to the shop first.',
      )
    }
    if (offer.codes.mode === 'imported' && ((await this.#ports.store.counts([id])).get(id)?.codesLeft ?? 0) === 0) {
      throw new AppError('conflict', 'offer-no-codes', 'This offer has no code left to give out: bring a list of codes first.')
    }
  }

  async #audit(actor: string, action: string, id: string, detail: Record<string, string | number>): Promise<void> {
    await this.#ports.audit.append({ at: this.#ports.clock.now(), actor, action, target: `offer:${id}`, detail })
  }
}

function orThrow(result: SaveResult): void {
  if (result === 'changed') throw changed()
  if (result === 'name_taken') {
    throw new AppError('conflict', 'offer-name-taken', 'Another offer has this name, maybe one that has ended: choose another name.')
  }
  if (result === 'code_taken') {
    throw new AppError(
      'conflict',
      'offer-code-taken',
      'Another offer that has not ended has this code, so that nobody could tell which one was used: choose another.',
    )
  }
}

function changed(): AppError {
  return new AppError('conflict', 'offer-changed', 'Somebody saved this offer meanwhile: load it again and repeat your change.')
}

function isOver(): AppError {
  return new AppError('conflict', 'offer-is-over', 'This offer has ended and cannot change any more: write a new one.')
}

function notFound(): AppError {
  return new AppError('not-found', 'offer-not-found', 'There is no such offer.')
}
