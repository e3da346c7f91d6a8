import type { ColdStartBoard, ProvisionalPortrait } from '#http/predict/cold-start-schemas.ts'
import type { PortraitAccuracy } from '#http/predict/portrait-accuracy-schemas.ts'
import type { CustomerQuestionnaires, QuestionnaireResults, Questionnaires } from '#http/act/questionnaire-schemas.ts'
import type { SegmentSummary } from '#http/profile/customer-schemas.ts'
import type { ClusterOverview } from '#http/segment/cluster-schemas.ts'
import type { ConditionLanguage, OwnProperties, SeenValues } from '#http/segment/condition-schemas.ts'
import type { CustomerCompleteness, PortraitCompleteness, PortraitPlanState } from '#http/segment/portrait-schemas.ts'
import type { SavedSegments, SegmentDetail, SegmentUses } from '#http/segment/saved-segment-schemas.ts'
import type { CustomerTags, SavedTags, TagStarters } from '#http/segment/tag-schemas.ts'
import type { GroupHistory, GroupMoves } from '#http/segment/tier-history-schemas.ts'
import type { TierSchemeState } from '#http/segment/tier-scheme-schemas.ts'
import type { Params } from '../client.ts'
import { read, segment } from '../endpoint.ts'

export const segmentEndpoints = {
  clusters: () => read<ClusterOverview>('/clusters'),
  tierScheme: () => read<TierSchemeState>('/tiers/scheme'),
  groupHistory: () => read<GroupHistory>('/tiers/history'),
  groupMoves: (between: { scheme: string; from?: string | undefined; to?: string | undefined }) =>
    read<GroupMoves>('/tiers/moves', between),
  segments: () => read<SegmentSummary>('/tiers'),
  savedSegments: () => read<SavedSegments>('/segments'),
  segmentUses: (id: string) => read<SegmentUses>(`/segments/${segment(id)}/uses`),
  savedSegment: (id: string) => read<SegmentDetail>(`/segments/${segment(id)}`),
  questionnaires: () => read<Questionnaires>('/questionnaires'),
  questionnaireResults: (id: string) => read<QuestionnaireResults>(`/questionnaires/${segment(id)}/results`),
  customerQuestionnaires: (id: string) => read<CustomerQuestionnaires>(`/customers/${segment(id)}/questionnaires`),
  portraitAccuracy: () => read<PortraitAccuracy>('/portraits/accuracy'),
  coldStart: () => read<ColdStartBoard>('/portraits/provisional'),
  provisionalPortrait: (id: string) => read<ProvisionalPortrait>(`/customers/${segment(id)}/provisional`),
  portraitPlan: () => read<PortraitPlanState>('/portraits/plan'),
  portraitCompleteness: () => read<PortraitCompleteness>('/portraits/completeness'),
  customerCompleteness: (id: string) => read<CustomerCompleteness>(`/customers/${segment(id)}/completeness`),
  tags: () => read<SavedTags>('/tags'),
  tagStarters: () => read<TagStarters>('/tags/starters'),
  customerTags: (id: string) => read<CustomerTags>(`/customers/${segment(id)}/tags`),
  conditionLanguage: () => read<ConditionLanguage>('/conditions/fields'),
  conditionValues: (of: Params) => read<SeenValues>('/conditions/values', of),
  ownProperties: (name: string) => read<OwnProperties>('/conditions/properties', { name }),
}
