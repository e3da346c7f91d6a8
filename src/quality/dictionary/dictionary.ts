import { type AttributeDefinition, attributeField } from '#collect/columns/attribute.ts'
import { IMPORT_FIELDS, IMPORT_KINDS } from '#collect/import/import-fields.ts'
import type { BilingualText } from '#kernel/bilingual-text.ts'
import { METRIC_DEFINITIONS, METRICS_VERSION, type MetricVersion } from '../metric-definitions.ts'
import type { QualityRule } from '../rules/quality-rules.ts'
import { METRIC_READERS } from './metric-readers.ts'

export interface DictionaryUse {
  readonly kind: 'chart' | 'segment' | 'feature' | 'rule'
  /** An address of the console; of a rule its id. */
  readonly place: string
}

export interface DictionaryEntry {
  /** `metric:ID`, `field:KIND.NAME` or `attribute:NAME`. */
  readonly id: string
  readonly kind: 'metric' | 'field' | 'attribute'
  readonly label: BilingualText
  readonly meaning: BilingualText
  readonly version: string
  /** Who answers for it; '' for nobody. */
  readonly owner: string
  readonly usedIn: readonly DictionaryUse[]
  readonly history: readonly MetricVersion[]
}

/** Who answers for entries, in the words of the shop. */
export interface DictionaryOwners {
  list(): Promise<ReadonlyMap<string, string>>
  /** '' takes the owner away. */
  set(entry: string, owner: string, now: Date): Promise<void>
}

export interface LabelledAttribute extends AttributeDefinition {
  readonly label: string
  /** The column, or without an import the trait that it came from first. */
  readonly heading: string
  readonly importId: string | null
}

/** Version of the fixed fields: they have not changed since they are listed. */
const FIELDS_VERSION = '1'
const KIND_WORDS: Readonly<Record<(typeof IMPORT_KINDS)[number], BilingualText>> = {
  orders: { zh: '订单', en: 'orders' },
  customers: { zh: '客户', en: 'customers' },
  tickets: { zh: '工单', en: 'tickets' },
  measures: { zh: '指标', en: 'measures' },
  feedback: { zh: '反馈', en: 'feedback' },
  subscriptions: { zh: '订阅与合约', en: 'subscriptions' },
  accounts: { zh: '企业客户', en: 'accounts' },
  sign_ins: { zh: '活动签到', en: 'activity sign-ins' },
}
const TYPE_WORDS: Readonly<Record<AttributeDefinition['type'], BilingualText>> = {
  text: { zh: '文本', en: 'text' },
  number: { zh: '数字', en: 'number' },
  'yes-no': { zh: '是或否', en: 'yes or no' },
  date: { zh: '日期', en: 'date' },
}

/** Scopes of rules that look at the fields of a file, where they are not its own name. */
const SCOPES_OF_KIND: Partial<Readonly<Record<(typeof IMPORT_KINDS)[number], readonly string[]>>> = {
  orders: ['orders', 'order-lines'],
  accounts: ['accounts', 'account-members'],
  sign_ins: ['events'],
}

/** Everything that has a name: metrics with their definition, the fields of files and records, and the shop's own attributes. */
export function dictionary(
  attributes: readonly LabelledAttribute[],
  rules: readonly QualityRule[],
  owners: ReadonlyMap<string, string>,
): DictionaryEntry[] {
  const rulesOn = (field: string, scopes: readonly string[]): DictionaryUse[] =>
    rules
      .filter((rule) => rule.field === field && scopes.includes(rule.scope) && rule.action !== 'off')
      .map(({ id }) => ({ kind: 'rule', place: id }))
  const metrics = METRIC_DEFINITIONS.map(({ id, label, meaning, history }): Omit<DictionaryEntry, 'owner'> => ({
    id: `metric:${id}`,
    kind: 'metric',
    label,
    meaning,
    version: history[0]?.version ?? METRICS_VERSION,
    usedIn: METRIC_READERS.filter((reader) => reader.metrics.includes(id)).map(({ kind, page }) => ({ kind, place: page })),
    history,
  }))
  const fields = IMPORT_KINDS.flatMap((kind) =>
    IMPORT_FIELDS[kind].map(({ name, label, required }): Omit<DictionaryEntry, 'owner'> => ({
      id: `field:${kind}.${name}`,
      kind: 'field',
      label,
      meaning: {
        zh: `${KIND_WORDS[kind].zh}的“${label.zh}”（${name}）${required ? '，必填' : ''}`,
        en: `${label.en} of ${KIND_WORDS[kind].en} (${name})${required ? ', required' : ''}`,
      },
      version: FIELDS_VERSION,
      usedIn: rulesOn(name, SCOPES_OF_KIND[kind] ?? [kind]),
      history: [],
    })),
  )
  const own = attributes.map(({ name, type, personal, label, heading, importId }): Omit<DictionaryEntry, 'owner'> => {
    const shown = label === '' ? name : label
    const from =
      importId === null
        ? { zh: `identify 调用的特征“${heading}”`, en: `the trait “${heading}” of identify calls` }
        : { zh: `“${heading}”列`, en: `the column “${heading}”` }
    return {
      id: `attribute:${name}`,
      kind: 'attribute',
      label: { zh: shown, en: shown },
      meaning: {
        zh: `客户属性，${TYPE_WORDS[type].zh}，来自${from.zh}${personal ? '，个人信息' : ''}`,
        en: `An attribute of customers, ${TYPE_WORDS[type].en}, from ${from.en}${personal ? ', personal data' : ''}`,
      },
      version: FIELDS_VERSION,
      usedIn: rulesOn(attributeField(name), ['customers']),
      history: [],
    }
  })
  return [...metrics, ...fields, ...own].map((entry) => ({ ...entry, usedIn: once(entry.usedIn), owner: owners.get(entry.id) ?? '' }))
}

/** One use for each place. */
function once(uses: readonly DictionaryUse[]): DictionaryUse[] {
  return [...new Map(uses.map((use) => [`${use.kind} ${use.place}`, use])).values()]
}

/** The entries that hold the words of a search in their name, meaning or id, in either language. */
export function searchDictionary(entries: readonly DictionaryEntry[], text: string): readonly DictionaryEntry[] {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
  if (words.length === 0) return entries
  return entries.filter(({ id, label, meaning }) => {
    const all = [id, label.zh, label.en, meaning.zh, meaning.en].join(' ').toLowerCase()
    return words.every((word) => all.includes(word))
  })
}
