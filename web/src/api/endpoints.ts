import type { Stream } from '#http/collect/stream-schemas.ts'
import type { Static } from '#http/shared-schemas.ts'
import type { ApiKey, AuditCheck, AuditEntry, AuditFacets, Role, Session, SetupState, User } from '#http/access/access-schemas.ts'
import type {
  ChurnAlert,
  ChurnDefinitionCheck,
  ChurnDrift,
  ChurnFlow,
  ChurnPack,
  ChurnVersion,
  RiskTierSettings,
  RiskValueMap,
  TierCounts,
} from '#http/predict/churn-model-schemas.ts'
import type { ChurnBoard, ChurnModelCard } from '#http/predict/churn-schemas.ts'
import type { AttributeList, Consents, Customer360, CustomerPage, SegmentSummary } from '#http/profile/customer-schemas.ts'
import type {
  Import,
  Job,
  Metrics,
  QuarantinedRecord,
  QuarantineSummary,
  RecordView,
  Source,
  UndoReport,
} from '#http/collect/data-schemas.ts'
import type { DemandBoard, DemandRow, DemandSeries, StockRow } from '#http/predict/demand-schemas.ts'
import type { EffectList, EffectReport } from '#http/measure/effect-schemas.ts'
import type { Checklist, SampleShopState } from '#http/first-run/first-run-schemas.ts'
import type { Overview } from '#http/overview/overview-schemas.ts'
import type { ProjectState, RateList } from '#http/project/project-schemas.ts'
import type {
  BasketRule,
  CustomerRecommendations,
  ProductLabel,
  ProductRecommendations,
  RecommendBoard,
  RecommendExclusions,
} from '#http/predict/recommend-schemas.ts'
import type { DecisionRun, Send, SentMessage, StrategyList, Task, WebhookEndpoint } from '#http/decide/retain-schemas.ts'
import type { CustomerValue, ValueBoard, ValueRow } from '#http/predict/value-schemas.ts'
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
  checklist: () => read<Checklist>('/checklist'),
  sampleShop: () => read<SampleShopState>('/sample-shop'),
  overview: () => read<Overview>('/overview'),
  customers: (params: Params) => read<CustomerPage>('/customers', params),
  consents: (customerId: string) => read<Consents>(`/customers/${id(customerId)}/consents`),
  customer: (customerId: string) => read<Customer360>(`/customers/${id(customerId)}`),
  segments: () => read<SegmentSummary>('/segments'),
  churnBoard: () => read<ChurnBoard>('/churn/board'),
  churnModel: () => read<ChurnModelCard>('/churn/model'),
  churnPacks: () => read<ListOf<ChurnPack>>('/churn/packs'),
  churnCheck: (params: Params) => read<ChurnDefinitionCheck>('/churn/definition-check', params),
  churnVersions: () => read<ListOf<ChurnVersion>>('/churn/versions'),
  churnDrift: () => read<ChurnDrift>('/churn/drift'),
  churnFlow: () => read<ChurnFlow>('/churn/flow'),
  churnTiers: () => read<RiskTierSettings>('/churn/tiers'),
  churnTierCounts: (limits: string) => read<TierCounts>('/churn/tiers/counts', { limits }),
  churnValueMap: () => read<RiskValueMap>('/churn/value-map'),
  churnAlerts: (params: Params) => read<PageOf<ChurnAlert>>('/churn/alerts', params),
  valueBoard: () => read<ValueBoard>('/value/board'),
  valueCustomers: (params: Params) => read<PageOf<ValueRow>>('/value/customers', params),
  valueCustomer: (customerId: string) => read<CustomerValue>(`/value/customers/${id(customerId)}`),
  demandBoard: () => read<DemandBoard>('/demand/board'),
  demandList: (params: Params) => read<PageOf<DemandRow>>('/demand/series', params),
  demandSeries: (level: string, key: string) => read<DemandSeries>(`/demand/series/${id(level)}/${id(key)}`),
  stock: (params: Params) => read<PageOf<Static<typeof StockRow>>>('/demand/stock', params),
  recommendBoard: () => read<RecommendBoard>('/recommendations/board'),
  recommendForCustomer: (customerId: string, limit: number) =>
    read<CustomerRecommendations>(`/recommendations/customers/${id(customerId)}`, { limit }),
  recommendForProduct: (productId: string, limit: number) =>
    read<ProductRecommendations>(`/recommendations/products/${id(productId)}`, { limit }),
  products: (params: Params) => read<ListOf<ProductLabel>>('/recommendations/products', params),
  basketRules: (params: Params) => read<PageOf<BasketRule>>('/recommendations/rules', params),
  recommendExclusions: () => read<RecommendExclusions>('/recommendations/exclusions'),
  strategies: () => read<Static<typeof StrategyList>>('/strategies'),
  runs: (params: Params) => read<PageOf<DecisionRun>>('/decision-runs', params),
  run: (runId: string) => read<DecisionRun>(`/decision-runs/${id(runId)}`),
  sends: (params: Params) => read<PageOf<Send>>('/sends', params),
  sentMessage: (sendKey: string) => read<SentMessage>(`/sends/${id(sendKey)}/message`),
  tasks: (params: Params) => read<PageOf<Task>>('/tasks', params),
  effects: () => read<Static<typeof EffectList>>('/effects'),
  effect: (runId: string) => read<EffectReport>(`/effects/${id(runId)}`),
  attributes: () => read<Static<typeof AttributeList>>('/attributes'),
  imports: (params: Params) => read<PageOf<Import>>('/imports', params),
  undoReport: (importId: string) => read<Static<typeof UndoReport>>(`/imports/${id(importId)}/undo`),
  quarantine: (params: Params) => read<PageOf<QuarantinedRecord>>('/quarantine', params),
  quarantineSummary: (params: Params) => read<Static<typeof QuarantineSummary>>('/quarantine/summary', params),
  quarantineRecord: (recordId: string) => read<RecordView>(`/quarantine/${id(recordId)}`),
  sources: () => read<ListOf<Source>>('/sources'),
  streams: () => read<ListOf<Stream>>('/streams'),
  metrics: () => read<Metrics>('/metrics'),
  alertOwners: () => read<ListOf<{ id: string; name: string }>>('/churn/alerts/owners'),
  taskOwners: () => read<ListOf<{ id: string; name: string }>>('/tasks/owners'),
  jobs: (params: Params) => read<ListOf<Job>>('/jobs', params),
  job: (jobId: string) => read<Job>(`/jobs/${id(jobId)}`),
  project: () => read<ProjectState>('/project'),
  rates: () => read<RateList>('/project/rates'),
  users: () => read<ListOf<User>>('/users'),
  roles: () => read<ListOf<Role>>('/roles'),
  apiKeys: () => read<ListOf<ApiKey>>('/api-keys'),
  audit: (params: Params) => read<PageOf<AuditEntry>>('/audit', params),
  auditFacets: () => read<Static<typeof AuditFacets>>('/audit/facets'),
  auditCheck: () => read<Static<typeof AuditCheck>>('/audit/check'),
  webhooks: () => read<ListOf<Static<typeof WebhookEndpoint>>>('/webhooks'),
}
