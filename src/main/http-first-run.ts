import type { FirstRun, SampleShopWork } from '#http/services.ts'
import { readFirstRunCounts } from '#store/analytical/queries/first-run-counts.ts'
import { readReachCounts } from '#store/relational/reach-counts.ts'
import { createStrategyStore } from '#store/relational/strategy-store.ts'
import type { House } from './house.ts'
import { sampleFile } from './sample-files.ts'
import { readSampleMark } from './sample-mark.ts'
import { LOAD_JOB, REMOVE_JOB, SAMPLE_QUEUE, SampleShop } from './sample-shop.ts'

/** The newcomer's road in the words of the API. */
export function firstRunServices(
  house: House,
  sampleCustomers?: number,
): { readonly firstRun: FirstRun; readonly sampleShop: SampleShopWork } {
  const shop = new SampleShop(house, sampleCustomers)
  return {
    firstRun: {
      sampleFile: (kind, language) => sampleFile(kind, language, house.project.country, house.clock.now()),
      facts: async () => {
        const [people, counts, card, strategies, unready, runs, mark] = await Promise.all([
          readReachCounts(house.db),
          readFirstRunCounts(house.engines.clickhouse),
          house.churn.card(),
          createStrategyStore(house.db).current(),
          house.readiness.unready(),
          countRuns(house),
          readSampleMark(house.settings),
        ])
        const active = strategies.filter(({ state }) => state === 'active')
        const usable = active.filter(({ definition }) => !unready.has(definition.channel))
        const usableByEmail = usable.filter(({ definition }) => definition.channel === 'email').length
        return {
          ...people,
          orders: counts.orderLines,
          scored: counts.scored,
          sampleData: mark !== null,
          emailReady: !unready.has('email'),
          webhookReady: !unready.has('webhook'),
          gate: card?.gate ?? null,
          active: active.length,
          usableByEmail,
          usableOtherwise: usable.length - usableByEmail,
          runs,
        }
      },
    },
    sampleShop: {
      jobs: { load: { kind: LOAD_JOB, queue: SAMPLE_QUEUE }, remove: { kind: REMOVE_JOB, queue: SAMPLE_QUEUE } },
      state: () => shop.state(),
      mayLoad: () => shop.mayLoad(),
      mayRemove: () => shop.mayRemove(),
      load: (context) => shop.load(context),
      remove: (context) => shop.remove(context),
    },
  }
}

/** Runs that decided on somebody. */
async function countRuns({ db }: Pick<House, 'db'>): Promise<number> {
  const { runs } = await db
    .selectFrom('send_ledger')
    .select((eb) => eb.fn.count('run_id').distinct().as('runs'))
    .executeTakeFirstOrThrow()
  return Number(runs)
}
