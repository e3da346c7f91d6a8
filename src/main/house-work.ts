import { everyone } from '#access/scope.ts'
import { orderOf, statusAnswers } from '#http/collect/import-answers.ts'
import type { ImportOrder } from '#http/collect/import-preview-schemas.ts'
import { logOptionsOf } from '#http/collect/log-routes.ts'
import type { JobPayload } from '#http/job-payloads.ts'
import type { UploadedFile } from '#http/collect/upload-folder.ts'
import type { JobContext } from '#jobs/job.ts'
import type { RunOrder } from '#decide/decision.ts'
import type { ChurnNumbers } from '#predict/churn/churn-service.ts'
import type { ValueOptions } from '#predict/value/value-model.ts'
import type { QuarantineFilter } from '#quality/quarantine.ts'
import type { ManyChanges } from '#quality/quarantine-service.ts'
import type { ClusterProgress, ClusterRun } from '#segment/clusters/cluster-service.ts'
import type { House } from './house.ts'
import { importAndProfile } from './import-and-profile.ts'
import { importLogAndProfile } from './import-log-and-profile.ts'
import { undoAndProfile } from './undo-and-profile.ts'

export type HouseWork = ReturnType<typeof houseWork>

/** Long work that people start. */
export function houseWork(house: House) {
  const { clock, profileKeeper } = house
  return {
    async importFile({ path, fileName }: UploadedFile, order: ImportOrder, { progress, signal }: JobContext) {
      const result = await importAndProfile(house, {
        file: path,
        fileName,
        ...orderOf(order),
        dryRun: order.dryRun,
        signal,
        onReading: (rows) => progress('reading', rows, 0),
        onProgress: ({ rows, totalRows }) => progress('rows', rows, totalRows),
        onProfiles: () => progress('profiles', 0, 1),
      })
      return { ...result, statuses: statusAnswers(result.statuses) }
    },
    async importLog(
      { path, fileName }: UploadedFile,
      { options, ...order }: JobPayload<'import-log'>['order'],
      { progress, signal }: JobContext,
    ) {
      return {
        ...(await importLogAndProfile(house, {
          path,
          fileName,
          ...order,
          options: logOptionsOf(options),
          signal,
          onProgress: (done, total) => progress('rows', done, total),
          onProfiles: () => progress('profiles', 0, 1),
        })),
      }
    },
    async syncTable(syncId: string, fromStart: boolean, { progress, signal }: JobContext) {
      const { read, rows, stored, duplicates, quarantined, importIds } = await house.syncs.run(syncId, {
        fromStart,
        signal,
        onRead: (done) => progress('reading', done, 0),
        importFile: (order) =>
          importAndProfile(house, {
            ...order,
            onProgress: ({ rows: done, totalRows }) => progress('rows', done, totalRows),
            onProfiles: () => progress('profiles', 0, 1),
          }),
      })
      return { syncId, read, rows, stored, duplicates, quarantined, importIds }
    },
    undoImport: async (importId: string, by: string, { progress, signal }: JobContext) => ({
      ...(await undoAndProfile(house, importId, {
        by,
        signal,
        onProgress: (done, total) => progress('undo', done, total),
        onProfiles: () => progress('profiles', 0, 1),
      })),
    }),
    async replayQuarantine(filter: QuarantineFilter, changes: ManyChanges, actor: string, { progress, signal }: JobContext) {
      const totals = await house.repairs.replayAll(filter, changes, actor, { onProgress: (done) => progress('rows', done, 0), signal })
      if (totals.stored > 0) {
        progress('profiles', 0, 1)
        await profileKeeper.noteChange()
        await profileKeeper.catchUp()
      }
      return { ...totals }
    },
    async lookOverQuality({ signal }: JobContext) {
      const found = await house.quality.look(signal)
      const days = await house.qualityMeter.measure(signal)
      return { ...found, days: days.length }
    },
    async refreshProfiles({ progress }: JobContext) {
      progress('profiles', 0, 1)
      const { customers, tiers } = await profileKeeper.refresh()
      await house.profiles.thin(clock.now(), house.project.timeZone)
      progress('profiles', 1, 1)
      return { customers, tiers }
    },
    async findDuplicates({ progress, signal }: JobContext) {
      const { people, compared, found, isEnough } = await house.proposals.search(progress, signal)
      return { people, compared, found, isEnough }
    },
    async settleValues(fact: string, { progress, signal }: JobContext) {
      const settled = await house.survivorship.apply(fact, (done) => progress('customers', done, 0), signal)
      if (settled.customers > 0) await profileKeeper.noteChange()
      return settled
    },
    async decide(order: RunOrder, actor: string, { jobId, progress, isTakenOver, startedAt }: JobContext) {
      progress('decide', 0, 1)
      const begun = isTakenOver ? await house.decisions.runOf({ id: jobId, actor, since: startedAt }) : null
      const { id, summary } = begun ?? (await house.decisions.start(order, clock.now(), actor, jobId))
      progress('decide', 1, 1)
      return { runId: id, treated: summary?.treated ?? 0, control: summary?.control ?? 0 }
    },
    trainChurn: (numbers: ChurnNumbers, context: JobContext) => trainChurn(house, numbers, context),
    async trainValue(options: Partial<ValueOptions>, { progress }: JobContext) {
      const now = await refreshed(house)
      const { version, rung } = await house.value.train(options, now, progress)
      const { scored, total } = await house.value.score(now, progress)
      return { version, rung, scored, total }
    },
    async forecastDemand({ progress }: JobContext) {
      const { asOf, methods, total, note } = await house.demand.forecast(undefined, progress)
      return { asOf, series: methods.reduce((sum, each) => sum + each.series, 0), total, note }
    },
    async scoreAccounts() {
      const { accounts, scored, state } = await house.accountRisks.refresh()
      return { accounts, scored, state }
    },

    async findClusters({ progress }: JobContext) {
      const { asOf, found } = await findClusters(house, progress)
      return { asOf, buyers: found.buyers, clusters: found.clusters.length, outliers: found.outliers, lack: found.lack }
    },
    async refreshPortraits() {
      return await renewPortraits(house)
    },
    async refreshTags() {
      return { changed: await house.tagKeeper.refreshAll(null) }
    },
    async trainRecommend({ progress }: JobContext) {
      const now = await refreshed(house)
      const { version, customers, products, rules, listed } = await house.recommend.train(now, {}, progress)
      house.recommendLists.forget()
      return { version, customers, products, rules, listed }
    },
  }
}

/** Provisional portraits of new customers first, since a portrait may be required to have one. */
export async function renewPortraits({
  coldStart,
  portraits,
  portraitAccuracy,
}: Pick<House, 'coldStart' | 'portraits' | 'portraitAccuracy'>) {
  const { customers: provisional, learned } = await coldStart.refresh()
  const customers = await portraits.refresh()
  await portraitAccuracy.measure(everyone('accuracy is kept for the whole shop'))
  return { customers, provisional, learned }
}

/** Clusters the buyers as their profiles are now. */
export async function findClusters(house: Pick<House, 'clock' | 'profiles' | 'clusters'>, progress?: ClusterProgress): Promise<ClusterRun> {
  return await house.clusters.run(await refreshed(house), progress)
}

/** Profiles are as of now before anything learns from them. */
export async function trainChurn(
  house: Pick<House, 'clock' | 'profiles' | 'churn'>,
  numbers: ChurnNumbers,
  { progress }: Pick<JobContext, 'progress'>,
) {
  const now = await refreshed(house)
  const { version, state, verdict, rung, quality } = await house.churn.train(numbers, now, progress)
  const { scored, byTier, alerts } = await house.churn.score(now, progress)
  return { version, state, verdict, rung, auc: quality?.auc ?? null, scored, byTier, alerts: alerts?.raised ?? 0 }
}

async function refreshed({ clock, profiles }: Pick<House, 'clock' | 'profiles'>): Promise<Date> {
  const now = clock.now()
  await profiles.refresh(now)
  return now
}
