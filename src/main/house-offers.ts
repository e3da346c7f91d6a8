import type { Pool } from 'pg'
import type { AuditLog } from '#access/audit-log.ts'
import type { ProjectSettings } from '#access/project-settings.ts'
import type { CouponStore, CouponUse } from '#act/coupon-use.ts'
import { createShopAsker } from '#act/offers/ask-shop-code.ts'
import { createOfferGiver, createOfferSampler } from '#act/offers/offer-giver.ts'
import { OfferService } from '#act/offers/offer-service.ts'
import { noteOfferUses } from '#act/offers/offer-use-notes.ts'
import { notingOpenedOffers } from '#act/offers/opened-offers.ts'
import type { WhoMeets } from '#act/pieces/piece-ports.ts'
import type { TouchWriter } from '#act/touch.ts'
import type { Clock } from '#kernel/clock.ts'
import type { Keyring } from '#privacy/keyring.ts'
import type { SegmentMeanings } from '#segment/conditions/evaluate-condition.ts'
import { createOfferLedger } from '#store/relational/offer-ledger.ts'
import { createOfferStore } from '#store/relational/offer-store.ts'
import { createOfferUseStore } from '#store/relational/offer-use-store.ts'
import type { HouseLog } from './house-log.ts'

interface OfferHouse {
  readonly pg: Pool
  readonly keyring: Keyring
  readonly clock: Clock
  readonly project: Pick<ProjectSettings, 'timeZone'>
  readonly log: HouseLog
  readonly privateHosts: readonly string[]
  readonly whoMeets: WhoMeets
  readonly meanings: () => Promise<SegmentMeanings>
  readonly tokenSecret: Buffer
  readonly touches: TouchWriter
  readonly coupons: CouponStore
  readonly audit: AuditLog
}

/** Offers as they are kept, given out and used; and the touches that tell which of their messages were opened. */
export function buildOffers(house: OfferHouse) {
  const { pg, keyring, clock, project, log, privateHosts, whoMeets, meanings, tokenSecret, coupons, audit } = house
  const store = createOfferStore(pg, keyring)
  const ledger = createOfferLedger(pg, keyring)
  const uses = createOfferUseStore(pg, keyring)
  const timeZone = (): string => project.timeZone
  const parts = { store, whoMeets, meanings, timeZone }
  const touches = notingOpenedOffers(house.touches, ledger)
  const askShop = createShopAsker({
    clock,
    allowedHosts: privateHosts,
    onFailure: (offer, reason) => log.warn({ offer, reason }, 'the shop gave no code for an offer'),
  })
  return {
    touches,
    offers: new OfferService({ store, uses, coupons, touches, meanings, audit, clock, timeZone, allowedHosts: privateHosts }),
    giver: createOfferGiver({ ...parts, ledger, askShop, tokenSecret }, () => performance.now()),
    sampler: createOfferSampler(parts),
    note: (used: readonly CouponUse[]) => noteOfferUses(uses, used, project.timeZone),
  }
}
