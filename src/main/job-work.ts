import type { UploadFolder } from '#http/collect/upload-folder.ts'
import type { JobPayload, StartedKind } from '#http/job-payloads.ts'
import { runOrder } from '#http/decide/decision-answers.ts'
import { everyone } from '#access/scope.ts'
import type { JobResult, JobWork } from '#jobs/job.ts'
import type { House } from './house.ts'
import type { HouseWork } from './house-work.ts'
import type { SampleShop } from './sample-shop.ts'

export type StartedWork = { readonly [Kind in StartedKind]: JobWork<JobPayload<Kind>> }

export interface WorkParts {
  readonly clock: House['clock']
  readonly work: { readonly [Name in keyof HouseWork]: (...args: Parameters<HouseWork[Name]>) => Promise<JobResult> }
  readonly tasks: Pick<House['tasks'], 'create'>
  readonly care: Pick<House['care'], 'stop'>
  readonly broadcasts: Pick<House['broadcasts'], 'preview'>
  readonly dryRuns: Pick<House['dryRuns'], 'run'>
  readonly sampleShop: Pick<SampleShop, 'load' | 'remove'>
}

/** What a node does for each job that somebody started, here or on another node. */
export function startedWork(parts: WorkParts, uploads: UploadFolder): StartedWork {
  const { clock, work, tasks, care, broadcasts, dryRuns, sampleShop } = parts
  return {
    import: {
      run: async ({ uploadId, order }, context) => work.importFile(await uploads.find(uploadId), order, context),
      // After a dry run or a failure it waits for the next try like any other.
      ended: async ({ uploadId, order }, state) =>
        state === 'done' && !order.dryRun ? uploads.remove(uploadId) : uploads.keepUntil(uploadId, clock.now()),
    },
    'import-log': {
      run: async ({ uploadId, order }, context) => work.importLog(await uploads.find(uploadId), order, context),
      ended: async ({ uploadId, order }, state) =>
        state === 'done' && !order.dryRun ? uploads.remove(uploadId) : uploads.keepUntil(uploadId, clock.now()),
    },
    'undo-import': { run: ({ importId }, context) => work.undoImport(importId, context.createdBy, context) },
    'sync-table': { run: ({ syncId, fromStart }, context) => work.syncTable(syncId, fromStart, context) },
    'replay-quarantine': {
      run: ({ filter, changes = {}, corrections = [] }, context) =>
        work.replayQuarantine(filter, { changes, corrections }, context.createdBy, context),
    },
    'look-over-quality': { run: (_nothing, context) => work.lookOverQuality(context) },
    'refresh-profiles': { run: (_nothing, context) => work.refreshProfiles(context) },
    'find-duplicates': { run: (_nothing, context) => work.findDuplicates(context) },
    'settle-values': { run: ({ fact }, context) => work.settleValues(fact, context) },
    'train-churn': { run: (body, context) => work.trainChurn(body, context) },
    'train-value': { run: (body, context) => work.trainValue(body, context) },
    'forecast-demand': { run: (_nothing, context) => work.forecastDemand(context) },
    'train-recommend': { run: (_nothing, context) => work.trainRecommend(context) },
    'score-accounts': { run: () => work.scoreAccounts() },
    'find-clusters': { run: (_nothing, context) => work.findClusters(context) },
    'refresh-portraits': { run: () => work.refreshPortraits() },
    'refresh-tags': { run: () => work.refreshTags() },
    'decision-run': { run: (order, context) => work.decide(runOrder(order), context.createdBy, context) },
    'preview-broadcast': {
      run: async ({ broadcastId }, { progress, signal }) => {
        const { audience, planned } = await broadcasts.preview(broadcastId, {
          signal,
          progress: (done, total) => progress('audience', done, total),
        })
        return { broadcastId, audience, planned }
      },
    },
    'dry-run-journey': {
      run: async ({ journeyId, days }, { progress, signal }) => {
        const { version, entered } = await dryRuns.run(journeyId, days, {
          signal,
          progress: (done, total) => progress('customers', done, total),
        })
        return { journeyId, version, entered }
      },
    },
    'create-tasks': {
      run: async ({ customerIds, words: { dueAt, ...words } }, { progress }) => {
        const { created } = await tasks.create(customerIds, { ...words, dueAt: new Date(dueAt) }, (done) =>
          progress('customers', done, customerIds.length),
        )
        return { created, left: customerIds.length - created }
      },
    },
    'stop-contact': {
      run: ({ customerIds, reason }, { createdBy, progress }) =>
        care.stop(everyone('the customers were chosen among those that the person sees'), customerIds, reason, createdBy, (done) =>
          progress('customers', done, customerIds.length),
        ),
    },
    'load-sample-shop': { run: (_nothing, context) => sampleShop.load(context) },
    'remove-sample-shop': { run: (_nothing, context) => sampleShop.remove(context) },
  }
}
