import type { Metrics, QuarantineSummary, QuarantinedRecord, RecordView } from '#http/collect/data-schemas.ts'
import type { Dictionary } from '#http/quality/dictionary-schemas.ts'
import type { QualityBoard } from '#http/quality/quality-board-schemas.ts'
import type { FlaggedRecord, QualityRuleState } from '#http/quality/quality-rule-schemas.ts'
import type { SignUpBurst } from '#http/quality/sign-up-burst-schemas.ts'
import type { Static } from '#http/shared-schemas.ts'
import type { Params } from '../client.ts'
import { read, segment } from '../endpoint.ts'
import type { PageOf } from '../endpoint.ts'

export const qualityEndpoints = {
  quarantine: (params: Params) => read<PageOf<QuarantinedRecord>>('/quarantine', params),
  quarantineSummary: (params: Params) => read<Static<typeof QuarantineSummary>>('/quarantine/summary', params),
  quarantineRecord: (recordId: string) => read<RecordView>(`/quarantine/${segment(recordId)}`),
  qualityRules: () => read<QualityRuleState>('/quality/rules'),
  dictionary: (params: Params) => read<Dictionary>('/dictionary', params),
  qualityBoard: (params: Params) => read<QualityBoard>('/quality/board', params),
  qualityFlags: (params: Params) => read<PageOf<FlaggedRecord>>('/quality/flags', params),
  signUpBursts: (params: Params) => read<PageOf<SignUpBurst>>('/quality/sign-up-bursts', params),
  metrics: () => read<Metrics>('/metrics'),
}
