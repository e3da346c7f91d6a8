import type { BilingualText } from '#kernel/bilingual-text.ts'
import { DAY_MS } from '#kernel/clock.ts'
import { endsBefore, isContract, snapshotTimes, type ChurnDefinition } from './churn-definition.ts'
import type { ChurnRung } from '../train/churn-estimator.ts'
import { LADDER_NEEDS, RUNG_TEXTS } from '../train/churn-ladder.ts'

/** Customers of a definition at one as-of time, and how many of them did not order again in its horizon. */
export interface LabelCount {
  readonly asOf: Date
  readonly customers: number
  /** Meaningless until the horizon has passed. */
  readonly churners: number
  /** Customers with orders on two days or more, and on three. */
  readonly repeaters: number
  readonly regulars: number
}

/** Counts only, from one scan of the orders. */
export interface DefinitionStore {
  /** Null without orders. */
  orderSpan(): Promise<{ readonly first: Date; readonly last: Date } | null>
  /** When the first contract began, and when something was last told of one; null without contracts. */
  contractSpan(): Promise<{ readonly first: Date; readonly last: Date } | null>
  labelCounts(times: readonly Date[], definition: ChurnDefinition): Promise<LabelCount[]>
}

/** Customer counts for a definition, from the live data. */
export interface DefinitionFacts {
  readonly now: Date
  /** Null without orders. */
  readonly firstOrderAt: Date | null
  readonly lastOrderAt: Date | null
  readonly snapshots: readonly Pick<LabelCount, 'asOf' | 'customers' | 'churners'>[]
  /** Customers who would be scored today, how many of them ordered on two days or more, and how many on three. */
  readonly audienceNow: number
  readonly repeatersNow: number
  readonly regularsNow: number
}

export interface DefinitionGate {
  readonly name: 'history' | 'churners' | 'kept' | 'customers' | 'fresh-orders' | 'back-test'
  readonly needed: number
  readonly have: number
  readonly passed: boolean
  readonly text: BilingualText
}

/** Result of checking a definition against the data before training. */
export interface DefinitionCheck {
  readonly text: BilingualText
  /** Labelled examples over all as-of times. */
  readonly customers: number
  readonly churners: number
  readonly kept: number
  readonly baseRate: number | null
  readonly snapshots: readonly { readonly asOf: string; readonly customers: number; readonly churners: number }[]
  readonly audienceNow: number
  readonly historyDays: number
  readonly gates: readonly DefinitionGate[]
  /** The highest rung of the ladder that the data allows. */
  readonly rung: ChurnRung
  readonly rungText: BilingualText
}

/** Counts the customers of a definition in the data at `now` and reports which models they allow. */
export async function readDefinitionCheck(store: DefinitionStore, definition: ChurnDefinition, now: Date): Promise<DefinitionCheck> {
  const span = isContract(definition) ? await store.contractSpan() : await store.orderSpan()
  const times = span === null ? [] : snapshotTimes(definition, now, span.first)
  const counts = span === null ? [] : await store.labelCounts([...times, now], definition)
  const today = counts.at(-1)
  return checkDefinition(definition, {
    now,
    firstOrderAt: span?.first ?? null,
    lastOrderAt: span?.last ?? null,
    snapshots: counts.slice(0, -1),
    audienceNow: today?.customers ?? 0,
    repeatersNow: today?.repeaters ?? 0,
    regularsNow: today?.regulars ?? 0,
  })
}

const RECOMMENDED_CUSTOMERS = 500
/** If the newest order is older than this, the feed has stopped and every customer would look churned. */
const FRESH_DAYS = 30

/** Reports the customers of a definition, the gates it passes, and the rung of the ladder that training would reach. */
export function checkDefinition(definition: ChurnDefinition, facts: DefinitionFacts): DefinitionCheck {
  const customers = facts.snapshots.reduce((sum, each) => sum + each.customers, 0)
  const churners = facts.snapshots.reduce((sum, each) => sum + each.churners, 0)
  const kept = customers - churners
  const daysSince = (time: Date | null): number =>
    time === null ? 0 : Math.max(0, Math.floor((facts.now.getTime() - time.getTime()) / DAY_MS))
  const historyDays = daysSince(facts.firstOrderAt)
  const neededDays = definition.horizonDays + definition.minimumHistoryDays
  const silentDays = daysSince(facts.lastOrderAt)
  const testable = judgeable(definition, facts.snapshots)
  const ofContracts = isContract(definition)
  const gates: DefinitionGate[] = [
    gate('history', neededDays, historyDays, {
      zh: `需要至少 ${neededDays} 天的${ofContracts ? '合约' : '订单'}历史（预测期 ${definition.horizonDays} 天加 ${definition.minimumHistoryDays} 天），现有 ${historyDays} 天`,
      en: `At least ${neededDays} days of ${ofContracts ? 'contracts' : 'orders'} are needed (the horizon of ${definition.horizonDays} and ${definition.minimumHistoryDays} before it); there are ${historyDays}`,
    }),
    gate('churners', LADDER_NEEDS.ofEachClass, churners, {
      zh: `历史上至少 ${LADDER_NEEDS.ofEachClass} 位流失客户才能训练，现有 ${churners} 位`,
      en: `At least ${LADDER_NEEDS.ofEachClass} churned customers are needed for training; there are ${churners}`,
    }),
    gate('kept', LADDER_NEEDS.ofEachClass, kept, {
      zh: `历史上至少 ${LADDER_NEEDS.ofEachClass} 位留存客户才能训练，现有 ${kept} 位`,
      en: `At least ${LADDER_NEEDS.ofEachClass} retained customers are needed for training; there are ${kept}`,
    }),
    gate('back-test', 1, testable ? 1 : 0, {
      zh: testable
        ? '可以用较早的数据训练，再用后续数据检验'
        : `需要两个互不重叠的流失周期（约 ${2 * definition.horizonDays + definition.minimumHistoryDays} 天）才能检验模型`,
      en: testable
        ? 'A model can be trained on earlier data and tested on later data'
        : `Two churn horizons that do not overlap (about ${2 * definition.horizonDays + definition.minimumHistoryDays} days) are needed to test a model`,
    }),
    gate('customers', RECOMMENDED_CUSTOMERS, facts.audienceNow, {
      zh: `建议至少 ${RECOMMENDED_CUSTOMERS} 位可预测的客户，现有 ${facts.audienceNow} 位`,
      en: `At least ${RECOMMENDED_CUSTOMERS} customers to predict are recommended for prediction; there are ${facts.audienceNow}`,
    }),
    {
      name: 'fresh-orders',
      needed: FRESH_DAYS,
      have: silentDays,
      passed: facts.lastOrderAt !== null && silentDays <= FRESH_DAYS,
      text: ofContracts
        ? contractsFresh(facts.lastOrderAt === null ? null : silentDays)
        : facts.lastOrderAt === null
          ? { zh: '还没有订单，请先导入', en: 'There are no orders yet; import them first' }
          : {
              zh: `最近一笔订单在 ${silentDays} 天前；超过 ${FRESH_DAYS} 天说明数据没有更新，所有客户都会显得要流失`,
              en: `The last order is ${silentDays === 1 ? '1 day' : `${silentDays} days`} old; after ${FRESH_DAYS} days the data is out of date and every customer would look churned`,
            },
    },
  ]
  const rung = ofContracts ? (testable ? 'trees' : 'rules') : reachableRung(facts, testable)
  return {
    text: definition.text,
    customers,
    churners,
    kept,
    baseRate: customers === 0 ? null : churners / customers,
    snapshots: facts.snapshots.map((each) => ({ asOf: each.asOf.toISOString(), customers: each.customers, churners: each.churners })),
    audienceNow: facts.audienceNow,
    historyDays,
    gates,
    rung,
    rungText: rungText(rung),
  }
}

/** @param silentDays Since something was last told of a contract; null where nothing was. */
function contractsFresh(silentDays: number | null): BilingualText {
  if (silentDays === null) {
    return { zh: '还没有合约，请先导入订阅与合约', en: 'There are no contracts yet; import subscriptions first' }
  }
  const when =
    silentDays === 0
      ? { zh: '今天', en: 'today' }
      : { zh: `${silentDays} 天前`, en: silentDays === 1 ? '1 day ago' : `${silentDays} days ago` }
  return {
    zh: `合约数据最近一次更新：${when.zh}；超过 ${FRESH_DAYS} 天没有更新时，续费的客户也会显得已流失`,
    en: `Contracts were last updated ${when.en}; after ${FRESH_DAYS} days without news, customers who renewed would look churned`,
  }
}

/** Whether a model can be trained on snapshots that ended before the newest one and evaluated on that one. */
function judgeable(definition: ChurnDefinition, snapshots: DefinitionFacts['snapshots']): boolean {
  const newest = snapshots.at(-1)
  if (newest === undefined || newest.churners === 0 || newest.churners === newest.customers) return false
  const earlier = snapshots.filter(({ asOf }) => endsBefore(definition, asOf, newest.asOf))
  const churners = earlier.reduce((sum, each) => sum + each.churners, 0)
  const kept = earlier.reduce((sum, each) => sum + each.customers - each.churners, 0)
  return Math.min(churners, kept) >= LADDER_NEEDS.ofEachClass
}

function reachableRung(facts: DefinitionFacts, testable: boolean): ChurnRung {
  if (testable) return 'trees'
  if (facts.audienceNow >= LADDER_NEEDS.dropout && facts.repeatersNow >= LADDER_NEEDS.repeaters) return 'mbg-nbd'
  return facts.regularsNow >= LADDER_NEEDS.cadence ? 'cadence' : 'rules'
}

function rungText(rung: ChurnRung): BilingualText {
  const name = RUNG_TEXTS[rung]
  return rung === 'trees'
    ? {
        zh: '数据足够训练：各级模型（到梯度提升树）都会参与比较，在后续数据上最准的当选',
        en: 'There is enough data for training: every rung up to boosted trees is compared, and the best on later data is used',
      }
    : {
        zh: `数据还不够训练，将按${name.zh}打分，从第一天起就有分数`,
        en: `Not enough data for training yet: customers are scored by ${name.en} from the first day`,
      }
}

function gate(name: DefinitionGate['name'], needed: number, have: number, text: BilingualText): DefinitionGate {
  return { name, needed, have, passed: have >= needed, text }
}
