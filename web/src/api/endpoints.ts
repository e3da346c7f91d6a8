import type { Static } from 'typebox'
import type { ApiKey, AuditCheck, AuditEntry, Session, SetupState, User } from '#http/schemas/access.ts'
import type { ChurnBoard, ChurnModelCard } from '#http/schemas/churn.ts'
import type { Customer360, CustomerPage, SegmentSummary } from '#http/schemas/customers.ts'
import type { Import, Job, Metrics, QuarantinedRecord, QuarantineSummary, Source } from '#http/schemas/data.ts'
import type { EffectList, EffectReport } from '#http/schemas/effect.ts'
import type { Overview } from '#http/schemas/overview.ts'
import type { DecisionRun, Send, StrategyList, Task, WebhookEndpoint } from '#http/schemas/retain.ts'
import type { Params } from './client.ts'

/** Something that can be read: its path, its parameters, and (for the compiler only) the shape of the answer. */
export interface Endpoint<T> {
  path: string
  params: Params
  readonly answer?: T
}

export interface PageOf<T> {
  items: T[]
  nextCursor: string | null
  total?: number
}

export interface ListOf<T> {
  items: T[]
}

function read<T>(path: string, params: Params = {}): Endpoint<T> {
  return { path, params }
}

const id = encodeURIComponent

/** Every address that the console reads. Changes are sent beside the button that makes them. */
export const endpoints = {
  setup: () => read<SetupState>('/setup'),
  me: () => read<Session>('/me'),
  overview: () => read<Overview>('/overview'),
  customers: (params: Params) => read<CustomerPage>('/customers', params),
  customer: (customerId: string) => read<Customer360>(`/customers/${id(customerId)}`),
  segments: () => read<SegmentSummary>('/segments'),
  churnBoard: () => read<ChurnBoard>('/churn/board'),
  churnModel: () => read<ChurnModelCard>('/churn/model'),
  strategies: () => read<Static<typeof StrategyList>>('/strategies'),
  runs: (params: Params) => read<PageOf<DecisionRun>>('/decision-runs', params),
  run: (runId: string) => read<DecisionRun>(`/decision-runs/${id(runId)}`),
  sends: (params: Params) => read<PageOf<Send>>('/sends', params),
  tasks: (params: Params) => read<PageOf<Task>>('/tasks', params),
  effects: () => read<Static<typeof EffectList>>('/effects'),
  effect: (runId: string) => read<EffectReport>(`/effects/${id(runId)}`),
  imports: (params: Params) => read<PageOf<Import>>('/imports', params),
  quarantine: (params: Params) => read<PageOf<QuarantinedRecord>>('/quarantine', params),
  quarantineSummary: () => read<Static<typeof QuarantineSummary>>('/quarantine/summary'),
  sources: () => read<ListOf<Source>>('/sources'),
  metrics: () => read<Metrics>('/metrics'),
  job: (jobId: string) => read<Job>(`/jobs/${id(jobId)}`),
  users: () => read<ListOf<User>>('/users'),
  apiKeys: () => read<ListOf<ApiKey>>('/api-keys'),
  audit: (params: Params) => read<PageOf<AuditEntry>>('/audit', params),
  auditCheck: () => read<Static<typeof AuditCheck>>('/audit/check'),
  webhooks: () => read<ListOf<Static<typeof WebhookEndpoint>>>('/webhooks'),
}
