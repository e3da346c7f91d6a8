import type { Import, Job, Source, UndoReport } from '#http/collect/data-schemas.ts'
import type { PlanLibrary, PlanState, ViolationExample, ViolationList } from '#http/collect/plan-schemas.ts'
import type { CalendarYear } from '#http/collect/calendar-schemas.ts'
import type { Series, SeriesDetail } from '#http/collect/series-schemas.ts'
import type { Freshness } from '#http/collect/freshness-schemas.ts'
import type { Partner } from '#http/collect/partner-schemas.ts'
import type { Stream } from '#http/collect/stream-schemas.ts'
import type { Sync, SyncRun } from '#http/collect/sync-schemas.ts'
import type { TraitMeasures } from '#http/collect/trait-measure-schemas.ts'
import type { WebhookReceivers } from '#http/collect/webhook-receiver-schemas.ts'
import type { SnippetList, WatchedDetail, WatchedList } from '#http/collect/watch-schemas.ts'
import type { AttributeList, LeftOutTraits } from '#http/profile/customer-schemas.ts'
import type { Static } from '#http/shared-schemas.ts'
import type { Params } from '../client.ts'
import { read, segment } from '../endpoint.ts'
import type { PageOf, ListOf } from '../endpoint.ts'

export const collectEndpoints = {
  attributes: () => read<Static<typeof AttributeList>>('/attributes'),
  leftOutTraits: () => read<LeftOutTraits>('/attributes/left-out'),
  imports: (params: Params) => read<PageOf<Import>>('/imports', params),
  undoReport: (importId: string) => read<Static<typeof UndoReport>>(`/imports/${segment(importId)}/undo`),
  sourceSnippets: (sourceId: string) => read<SnippetList>(`/sources/${segment(sourceId)}/snippets`),
  watchedMessages: (sourceId: string, params: Params) => read<WatchedList>(`/sources/${segment(sourceId)}/messages`, params),
  watchedMessage: (sourceId: string, messageId: string) =>
    read<WatchedDetail>(`/sources/${segment(sourceId)}/messages/${segment(messageId)}`),
  traitMeasures: (sourceId: string) => read<TraitMeasures>(`/sources/${segment(sourceId)}/trait-measures`),
  partner: (sourceId: string) => read<Partner>(`/sources/${segment(sourceId)}/partner`),
  sources: () => read<ListOf<Source>>('/sources'),
  trackingPlan: (scope: string) => read<PlanState>(`/tracking-plans/${segment(scope)}`),
  planLibrary: () => read<PlanLibrary>('/tracking-plans/library'),
  planViolations: (params: Params) => read<ViolationList>('/tracking-plans/violations', params),
  violationExample: (lineId: string) => read<ViolationExample>(`/tracking-plans/violations/${segment(lineId)}`),
  webhookReceivers: (sourceId: string) => read<WebhookReceivers>(`/sources/${segment(sourceId)}/receivers`),
  syncs: () => read<ListOf<Sync>>('/syncs'),
  syncRuns: (syncId: string) => read<ListOf<SyncRun>>(`/syncs/${segment(syncId)}/runs`),
  seriesList: (params: Params) => read<ListOf<Series>>('/series', params),
  series: (seriesId: string) => read<SeriesDetail>(`/series/${segment(seriesId)}`),
  calendar: (params: Params) => read<CalendarYear>('/calendar', params),
  freshness: () => read<Freshness>('/sources/freshness'),
  streams: () => read<ListOf<Stream>>('/streams'),
  jobs: (params: Params) => read<ListOf<Job>>('/jobs', params),
  job: (jobId: string) => read<Job>(`/jobs/${segment(jobId)}`),
}
