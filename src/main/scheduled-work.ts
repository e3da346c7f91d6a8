import { SCHEDULER } from '#jobs/job-runner.ts'
import type { JobResult, JobWork } from '#jobs/job.ts'
import type { ScheduledName } from '#jobs/schedule.ts'
import type { TrainedChurn } from '#predict/churn/churn-service.ts'
import type { ValueCard } from '#predict/value/value-card.ts'
import { squashOrigins } from '#store/analytical/squash-origins.ts'
import type { House } from './house.ts'
import { findClusters, renewPortraits } from './house-work.ts'
import type { JobName } from './job-kinds.ts'

/** Trains the churn model again when its calendar, the drift of its customers or what became of its scores asks for it; null when nothing does. */
export async function retrainWhenDue(house: Pick<House, 'access' | 'churn' | 'churnWatch' | 'clock'>): Promise<TrainedChurn | null> {
  const { retrain } = await house.churnWatch.report()
  if (!retrain.due) return null
  const trained = await house.churn.train({}, house.clock.now(), undefined, retrain.trigger)
  await house.access.audit.append({
    at: house.clock.now(),
    actor: 'system',
    action: 'churn-model-trained',
    target: `model:churn/${trained.version}`,
    detail: { version: trained.version, state: trained.state, trigger: trained.trigger },
  })
  return trained
}

/** Learns customer value anew, over the same horizon and discount as the model in use; null before the first training. */
async function retrainValue(house: House): Promise<ValueCard | null> {
  const card = await house.value.card()
  if (card === null) return null
  const { horizonMonths, yearlyDiscount, grossMargin } = card
  return await house.value.train({ horizonMonths, yearlyDiscount, grossMargin })
}

/** What a node does for the jobs of the calendar and of a start. What was never trained by a person waits until it was. */
export function scheduledWork(
  house: House,
): Readonly<Record<Exclude<ScheduledName, 'refresh-profiles'> | Extract<JobName, 'resume-runs'>, JobWork>> {
  const { profileKeeper, churn, value, demand, recommend, clusters, decisions } = house
  const trained = (card: () => Promise<unknown>, work: () => Promise<unknown>) => silently(async () => (await card()) !== null && work())
  return {
    'catch-up-profiles': silently(() => profileKeeper.catchUp()),
    'score-customers': trained(
      () => churn.card(),
      () => churn.score(),
    ),
    'score-value': trained(
      () => value.card(),
      () => value.score(),
    ),
    'renew-accounts': silently(() => house.accountRisks.refresh()),
    'retrain-churn': silently(() => retrainWhenDue(house)),
    'retrain-value': silently(() => retrainValue(house)),
    'renew-forecast': trained(
      () => demand.card(),
      () => demand.forecast(),
    ),
    'renew-recommend': trained(
      () => recommend.card(),
      () => recommend.train(),
    ),
    'renew-clusters': trained(
      () => clusters.overview(),
      () => findClusters(house),
    ),
    'settle-merges': silently(async () => {
      // A server that died after a merge, and did not come back, told nobody of it.
      await house.identity.repairMerges()
      await squashOrigins(house.engines.clickhouse, house.clock.now(), house.identity.alone)
    }),
    'check-quality': silently(async () => {
      await house.quality.look()
      await house.qualityMeter.measure()
    }),
    'count-segments': silently(() =>
      house.segments.countAll((segment, error) => house.log.error({ segment, err: error }, 'a segment could not be counted')),
    ),
    'refresh-segments': silently(() => house.segmentMembers.refreshAll()),
    'renew-tags': silently(() => house.tagKeeper.refreshAll('dynamic')),
    'renew-static-tags': silently(() => house.tagKeeper.refreshAll('static')),
    'renew-portraits': silently(() => renewPortraits(house)),
    'clear-jobs': silently(() => house.jobs.clearOld()),
    'start-syncs': silently(() => startDueSyncs(house)),
    'resume-runs': silently(() => decisions.resumeUnfinished()),
  }
}

/** Starts the run of every sync whose slot has come, once over all nodes. */
async function startDueSyncs({ syncs, jobs, clock, project }: House): Promise<void> {
  for (const { id, slot } of await syncs.takeDue(clock.now(), project.timeZone)) {
    await jobs.start({
      kind: 'sync-table',
      payload: { syncId: id, fromStart: false },
      createdBy: SCHEDULER,
      idempotencyKey: `${id} ${slot.toISOString()}`,
    })
  }
}

/** Nobody waits for what it comes to. */
function silently(work: () => Promise<unknown>): JobWork {
  return {
    run: async (): Promise<JobResult> => {
      await work()
      return {}
    },
  }
}
