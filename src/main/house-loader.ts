import type { Project } from '#access/project-settings.ts'
import { CouponService } from '#act/coupon-service.ts'
import { noteOfferUses } from '#act/offers/offer-use-notes.ts'
import type { LoaderPorts } from '#collect/tracking/load-events.ts'
import type { Clock } from '#kernel/clock.ts'
import { createTouchWriter } from '#store/analytical/touches-store.ts'
import { connectStores } from '#store/engines/connect-stores.ts'
import type { StoreAddresses } from '#store/engines/connect-stores.ts'
import { createAuditLog } from '#store/relational/audit-store.ts'
import { connect } from '#store/relational/connect.ts'
import { createOfferUseStore } from '#store/relational/offer-use-store.ts'
import { createCouponStore } from '#store/relational/coupon-store.ts'
import { createKeyCheckStore } from '#store/relational/key-check-store.ts'
import { createSettingStore } from '#store/relational/setting-store.ts'
import { createStoredPeople } from '#store/stored-people.ts'
import type { Config } from '../config.ts'
import { loadSome } from './load-some.ts'
import { buildCollect } from './house-collect.ts'
import type { HouseLog } from './house-log.ts'
import { openProject } from './house-project.ts'
import { openKeyring } from './open-keyring.ts'

/** What loads for a house from outside its thread. */
export interface HouseLoader {
  /** Loads one lease of the inbox; true when there is likely more. */
  load(): Promise<boolean>
  /** Tells the analytical store what a load could not tell it. */
  settle(): Promise<void>
  close(): Promise<void>
}

/** What it is told of the house, as plain data. */
export interface LoaderParts {
  readonly config: Config
  readonly addresses: StoreAddresses
  /** Of the project, where nobody says otherwise. */
  readonly defaults: Project
}

/** A load uses two or three at a time, and one to tell the analytical store of merges. */
const MOST_SESSIONS = 8

/**
 * The loader over connections of its own, as another node would have it: the stores are migrated by then, and whatever else the house does is not built.
 * What people change of the project, its plans and rules is read at the beginning of each load, so that it holds for what comes in after it was saved.
 */
export async function openHouseLoader({ config, addresses, defaults }: LoaderParts, clock: Clock, log: HouseLog): Promise<HouseLoader> {
  const { clickhouse, pg, close } = connectStores(addresses, log, { mostSessions: MOST_SESSIONS })
  try {
    const db = connect(pg)
    const settings = createSettingStore(db)
    const keyring = await openKeyring(config, createKeyCheckStore(db), clock)
    const { project } = await openProject({
      config,
      defaults,
      clickhouse,
      db,
      settings,
      audit: createAuditLog(db),
      clock,
      strategies: () => {
        throw new Error('The loader changes no settings.')
      },
    })
    const offerUses = createOfferUseStore(pg, keyring)
    const coupons = new CouponService({
      store: createCouponStore(db),
      touches: createTouchWriter(clickhouse),
      clock,
      noteOffers: (uses) => noteOfferUses(offerUses, uses, project.timeZone),
    })
    const people = createStoredPeople({ client: clickhouse, db })
    const { dataDir } = config
    const house = buildCollect({ clickhouse, pg, db, people, keyring, log, clock, project, settings, dataDir, privateHosts: [], coupons })
    const follow = async (): Promise<void> => {
      await Promise.all([project.follow(), house.identityRules.follow(), house.qualityRules.follow(), house.trackingPlans.follow()])
    }
    const ports = followed(house.loader, follow)
    return { load: () => loadSome(ports), settle: () => house.identity.settle(), close }
  } catch (error) {
    await close()
    throw error
  }
}

/** The ports of a loader that first learns what holds now, when there is something to load. */
function followed(loader: LoaderPorts, follow: () => Promise<void>): LoaderPorts {
  return {
    ...loader,
    get currency() {
      return loader.currency
    },
    async lease(maxMessages) {
      const lease = await loader.lease(maxMessages)
      if (lease === null) return null
      try {
        await follow()
        return lease
      } catch (error) {
        await lease.release()
        throw error
      }
    },
  }
}
