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
import type { DemandBoard, DemandRow, DemandSeries, StockRow } from '#http/predict/demand-schemas.ts'
import type {
  BasketRule,
  CustomerRecommendations,
  ProductLabel,
  ProductRecommendations,
  RecommendBoard,
  RecommendExclusions,
} from '#http/predict/recommend-schemas.ts'
import type { ContractValue } from '#http/predict/contract-value-schemas.ts'
import type { CustomerValue, ValueBoard, ValueRow } from '#http/predict/value-schemas.ts'
import type { Static } from '#http/shared-schemas.ts'
import type { Params } from '../client.ts'
import { read, segment } from '../endpoint.ts'
import type { PageOf, ListOf } from '../endpoint.ts'

export const predictEndpoints = {
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
  alertOwners: () => read<ListOf<{ id: string; name: string }>>('/churn/alerts/owners'),
  contractValue: () => read<ContractValue>('/value/contracts'),
  valueBoard: () => read<ValueBoard>('/value/board'),
  valueCustomers: (params: Params) => read<PageOf<ValueRow>>('/value/customers', params),
  valueCustomer: (customerId: string) => read<CustomerValue>(`/value/customers/${segment(customerId)}`),
  demandBoard: () => read<DemandBoard>('/demand/board'),
  demandList: (params: Params) => read<PageOf<DemandRow>>('/demand/series', params),
  demandSeries: (level: string, key: string) => read<DemandSeries>(`/demand/series/${segment(level)}/${segment(key)}`),
  stock: (params: Params) => read<PageOf<Static<typeof StockRow>>>('/demand/stock', params),
  recommendBoard: () => read<RecommendBoard>('/recommendations/board'),
  recommendForCustomer: (customerId: string, limit: number) =>
    read<CustomerRecommendations>(`/recommendations/customers/${segment(customerId)}`, { limit }),
  recommendForProduct: (productId: string, limit: number) =>
    read<ProductRecommendations>(`/recommendations/products/${segment(productId)}`, { limit }),
  products: (params: Params) => read<ListOf<ProductLabel>>('/recommendations/products', params),
  basketRules: (params: Params) => read<PageOf<BasketRule>>('/recommendations/rules', params),
  recommendExclusions: () => read<RecommendExclusions>('/recommendations/exclusions'),
}
