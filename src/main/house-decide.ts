import type { ClickHouseClient } from '@clickhouse/client'
import type { Kysely } from 'kysely'
import type { Pool } from 'pg'
import type { PeopleInScope } from '#access/people-in-scope.ts'
import type { Project } from '#access/project-settings.ts'
import type { DecisionServicePorts } from '#decide/decision-service.ts'
import { DecisionService } from '#decide/decision-service.ts'
import type { StrategyStore, StrategyVersionReader } from '#decide/strategy-service.ts'
import { ExplainService } from '#decide/explain-service.ts'
import { LibraryService } from '#decide/library-service.ts'
import { StrategyService } from '#decide/strategy-service.ts'
import type { Clock } from '#kernel/clock.ts'
import { DecisionSettingsService } from '#decide/decision-settings.ts'
import type { DecisionSettingStore } from '#decide/decision-settings.ts'
import { EffectService } from '#measure/effect-service.ts'
import { strategyOutcomes } from '#measure/strategy-outcomes.ts'
import type { ChurnService } from '#predict/churn/churn-service.ts'
import { createAccountCopy } from '#store/account-copy.ts'
import { createDecisionLedger } from '#store/analytical/decisions-store.ts'
import { createCandidateReader } from '#store/candidate-reader.ts'
import { createExplanationReader } from '#store/explanation-reader.ts'
import { createKnownDataReader } from '#store/known-data-reader.ts'
import { createConsentCopy } from '#store/consent-copy.ts'
import { createOutcomeReader } from '#store/analytical/effect-store.ts'
import { createInputMarkReader } from '#store/input-mark-reader.ts'
import { countsByStrategy } from '#store/relational/contact-counts.ts'
import type { Database } from '#store/relational/database.ts'
import { createMemberReader } from '#store/relational/account-members.ts'
import { createDecisionRunStore } from '#store/relational/decision-run-store.ts'
import { createPreviewStore } from '#store/relational/preview-store.ts'
import { createReservationStore } from '#store/relational/reservation-store.ts'
import type { SegmentService } from '#segment/segments/segment-service.ts'
import type { HouseAct } from './house-act.ts'

export type HouseDecide = ReturnType<typeof buildDecide>

/** Share of the price that is left after the goods are paid: what a kept customer is worth to the shop. */
export const GROSS_MARGIN = 0.5

interface DecideParts extends Pick<DecisionServicePorts, 'newRunId'> {
  readonly clickhouse: ClickHouseClient
  readonly db: Kysely<Database>
  readonly pg: Pool
  readonly project: Project
  readonly strategyStore: StrategyStore & StrategyVersionReader
  readonly act: Pick<HouseAct, 'contacts' | 'sendStore' | 'readiness'>
  readonly churn: Pick<ChurnService, 'card'>
  /** The language that audiences are said in. */
  readonly segments: SegmentService
  readonly people: PeopleInScope
  readonly settings: DecisionSettingStore
  readonly clock: Clock
}

/** Who gets what, and what came of it. */
export function buildDecide({
  clickhouse,
  db,
  pg,
  project,
  strategyStore,
  act,
  churn,
  segments,
  people,
  settings,
  clock,
  newRunId,
}: DecideParts) {
  const candidates = createCandidateReader({
    client: clickhouse,
    consents: createConsentCopy(pg, clickhouse),
    accounts: createAccountCopy(pg, clickhouse),
    project,
    grossMargin: GROSS_MARGIN,
  })
  const runs = createDecisionRunStore(db)
  const ledger = createDecisionLedger(clickhouse, () => project.currency)
  const { readiness } = act
  const decisionSettings = new DecisionSettingsService(settings, clock)
  const effects = new EffectService({
    runs,
    strategies: strategyStore,
    outcomes: createOutcomeReader(clickhouse, project),
    clock,
    project,
    grossMargin: GROSS_MARGIN,
  })
  return {
    ledger,
    effects,
    decisionSettings,
    explanations: new ExplainService({
      reader: createExplanationReader({ client: clickhouse, db, project }),
      runs,
      strategies: strategyStore,
      people,
      project,
    }),
    strategyPacks: new LibraryService({
      store: strategyStore,
      data: createKnownDataReader(clickhouse),
      candidates,
      segments,
      clock,
      project,
    }),
    strategies: new StrategyService({
      store: strategyStore,
      candidates,
      segments,
      outcomes: async () => strategyOutcomes(await effects.byStrategy(), await countsByStrategy(db)),
      readiness,
      clock,
      project,
    }),
    decisions: new DecisionService({
      candidates,
      language: () => segments.language(),
      reach: act.contacts,
      strategies: strategyStore,
      ledger,
      runs,
      previews: createPreviewStore(db),
      reservations: createReservationStore(db),
      readiness,
      members: createMemberReader(pg),
      marks: createInputMarkReader(clickhouse, db),
      sends: act.sendStore,
      clock,
      project,
      riskTrusted: async () => {
        const card = await churn.card()
        return card === null || card.gate === 'passed'
      },
      measuredEffects: () => effects.learnedEffects(),
      exploration: async () => (await decisionSettings.current()).exploration,
      ...(newRunId === undefined ? {} : { newRunId }),
    }),
  }
}
