import Type from 'typebox'
import { JOB_PAYLOADS } from '#http/job-payloads.ts'
import type { StartedKind } from '#http/job-payloads.ts'
import type { JobKind } from '#jobs/job.ts'
import type { ScheduledName } from '#jobs/schedule.ts'

export type JobName = StartedKind | ScheduledName | 'resume-runs'

/** Imports, and what else must not meet one half-way. */
const INTAKE = ['import']
/** What is due by the calendar: one after the other, in the order of its times, because each builds on the one before. */
const NIGHT = 'calendar'
const NOTHING = Type.Object({})

/** Work that may be done again from the start: what the lost node wrote of it is found there or written over. */
const again = (payload: JobKind['payload'], queues: readonly string[]): JobKind => ({ payload, queues, whenLost: 'take-over' })

/** Every kind of long work: what a job of it is told, what may not run beside it, and what happens when its node dies. */
export const JOB_KINDS: Readonly<Record<JobName, JobKind>> = {
  import: again(JOB_PAYLOADS.import, INTAKE),
  'import-log': again(JOB_PAYLOADS['import-log'], INTAKE),
  'undo-import': again(JOB_PAYLOADS['undo-import'], INTAKE),
  'sync-table': again(JOB_PAYLOADS['sync-table'], INTAKE),
  'load-sample-shop': again(JOB_PAYLOADS['load-sample-shop'], INTAKE),
  'remove-sample-shop': again(JOB_PAYLOADS['remove-sample-shop'], INTAKE),
  'replay-quarantine': again(JOB_PAYLOADS['replay-quarantine'], ['replay-quarantine']),
  'refresh-profiles': again(JOB_PAYLOADS['refresh-profiles'], ['profiles', NIGHT]),
  'find-duplicates': again(JOB_PAYLOADS['find-duplicates'], ['identity']),
  'settle-values': again(JOB_PAYLOADS['settle-values'], ['identity']),
  'train-churn': again(JOB_PAYLOADS['train-churn'], ['churn']),
  'train-value': again(JOB_PAYLOADS['train-value'], ['value']),
  'forecast-demand': again(JOB_PAYLOADS['forecast-demand'], ['demand']),
  'train-recommend': again(JOB_PAYLOADS['train-recommend'], ['recommend']),
  'find-clusters': again(JOB_PAYLOADS['find-clusters'], ['clusters']),
  'score-accounts': again(JOB_PAYLOADS['score-accounts'], ['accounts']),
  'decision-run': again(JOB_PAYLOADS['decision-run'], ['decide']),
  'look-over-quality': again(JOB_PAYLOADS['look-over-quality'], ['quality']),
  'check-quality': again(NOTHING, ['quality', NIGHT]),
  'resume-runs': { ...again(NOTHING, ['decide']), forgetDone: true },
  'preview-broadcast': again(JOB_PAYLOADS['preview-broadcast'], ['preview-broadcast']),
  'dry-run-journey': again(JOB_PAYLOADS['dry-run-journey'], ['dry-run-journey']),
  // The half that is there would be made twice.
  'create-tasks': { payload: JOB_PAYLOADS['create-tasks'], queues: ['create-tasks'], whenLost: 'fail' },
  'stop-contact': again(JOB_PAYLOADS['stop-contact'], ['stop-contact']),
  'catch-up-profiles': { ...again(NOTHING, ['profiles', NIGHT]), forgetDone: true },
  'settle-merges': again(NOTHING, [NIGHT]),
  'start-syncs': { ...again(NOTHING, []), forgetDone: true },
  'clear-jobs': { ...again(NOTHING, [NIGHT]), forgetDone: true },
  'score-customers': again(NOTHING, ['churn', NIGHT]),
  'score-value': again(NOTHING, ['value', NIGHT]),
  'renew-accounts': again(NOTHING, ['accounts', NIGHT]),
  'retrain-churn': again(NOTHING, ['churn', NIGHT]),
  'retrain-value': again(NOTHING, ['value', NIGHT]),
  'renew-forecast': again(NOTHING, ['demand', NIGHT]),
  'renew-recommend': again(NOTHING, ['recommend', NIGHT]),
  'count-segments': again(NOTHING, [NIGHT]),
  'refresh-segments': { ...again(NOTHING, ['segments']), forgetDone: true },
  'refresh-tags': again(JOB_PAYLOADS['refresh-tags'], ['tags']),
  'refresh-portraits': again(JOB_PAYLOADS['refresh-portraits'], ['portraits']),
  'renew-portraits': again(NOTHING, ['portraits', NIGHT]),
  'renew-tags': { ...again(NOTHING, ['tags']), forgetDone: true },
  'renew-static-tags': again(NOTHING, ['tags', NIGHT]),
  'renew-clusters': again(NOTHING, ['clusters', NIGHT]),
}
