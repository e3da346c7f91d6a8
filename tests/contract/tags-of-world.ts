import { DAY_MS } from '#kernel/clock.ts'
import { choicesOf } from '#segment/conditions/condition-field.ts'
import type { ConditionField } from '#segment/conditions/condition-field.ts'
import type { FieldValue } from '#segment/conditions/dossier.ts'
import { engineTime } from '#store/analytical/insert.ts'
import type { AnalyticalTable } from '#store/analytical/insert.ts'

const both = (text: string) => ({ zh: text, en: text })

export const TAG_FIELDS: readonly ConditionField[] = [
  { name: 'tag.taste', type: 'text', label: { zh: '口味', en: 'Taste' }, hasPast: false },
  {
    name: 'tag.band',
    type: 'choice',
    label: { zh: '档', en: 'Band' },
    choices: choicesOf({ high: both('high'), low: both('low') }),
    hasPast: false,
  },
  { name: 'tag.orders', type: 'number', label: { zh: '订单', en: 'Orders' }, hasPast: false },
  { name: 'tag.change', type: 'share', label: { zh: '变化', en: 'Change' }, hasPast: false },
]

/** Tags that hold, that ended, and that another refresh took away. */
export function writeTags({
  write,
  some,
  know,
  id,
  texts,
  now,
  foundAt,
}: {
  readonly write: (table: AnalyticalTable, row: Record<string, unknown>) => unknown
  readonly some: <T>(values: readonly T[]) => T
  readonly know: (name: string, value: FieldValue | null) => unknown
  readonly id: string
  readonly texts: readonly string[]
  readonly now: Date
  readonly foundAt: Date
}): void {
  for (const [tag, values] of [
    ['taste', [...texts, null]],
    ['band', ['high', 'low', null]],
    ['orders', [0, 1, 2.2, 40, null]],
    ['change', [-0.5, 0, 0.8, null]],
  ] as const) {
    const value = some<string | number | null>(values)
    if (value === null) continue
    const until = some([null, null, -1, 0, DAY_MS])
    const isGone = some([false, false, false, true])
    const row = (number: number, isThere: boolean) => ({
      tag,
      customer_id: id,
      number,
      is_there: Number(isThere),
      text: typeof value === 'string' ? value : '',
      amount: typeof value === 'number' ? value : null,
      confidence: 1,
      source: 'rules',
      version: 1,
      since: engineTime(foundAt.getTime()),
      as_of: engineTime(foundAt.getTime()),
      until: until === null ? null : engineTime(now.getTime() + until),
    })
    write('customer_tags', row(2, !isGone))
    write('customer_tags', row(1, isGone))
    if (!isGone && (until === null || until > 0)) know(`tag.${tag}`, value)
  }
}
