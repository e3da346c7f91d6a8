import type { Window } from './condition.ts'
import { CALENDAR_UNITS } from './condition.ts'
import type { ConditionCatalogue } from './condition-catalogue.ts'
import type { ConditionPath } from './condition-errors.ts'
import { emptyRange, unknownName, wrongShape } from './condition-errors.ts'
import { isDate } from './condition-field.ts'
import { anyOf, dayAt, isLonger, isRecord, only, spanAt, textAt } from './parse-parts.ts'

/** When acts count. @throws AppError that names the path */
export function windowAt(given: unknown, catalogue: Pick<ConditionCatalogue, 'fields'>, path: ConditionPath): Window {
  if (!isRecord(given)) throw wrongShape(path, 'an object such as {"last": {"n": 30, "unit": "day"}}')
  const has = (key: string) => given[key] !== undefined
  if (has('last')) return (only(given, ['last'], path), { last: spanAt(given['last'], `${path}.last`) })
  if (has('earlier')) return (only(given, ['earlier'], path), { earlier: spanAt(given['earlier'], `${path}.earlier`) })
  if (has('this')) return (only(given, ['this'], path), { this: anyOf(given['this'], CALENDAR_UNITS, `${path}.this`) })
  if (has('previous')) return (only(given, ['previous'], path), { previous: anyOf(given['previous'], CALENDAR_UNITS, `${path}.previous`) })
  if (has('after') || has('before')) return aroundDate(given, catalogue, path)
  if (has('from')) {
    only(given, ['from', 'to'], path)
    const [from, to] = [spanAt(given['from'], `${path}.from`), spanAt(given['to'], `${path}.to`)]
    if (!isLonger(from, to)) throw emptyRange(path, `${from.n} ${from.unit}`, `${to.n} ${to.unit}`)
    return { from, to }
  }
  if (has('since') || has('until')) {
    only(given, ['since', 'until'], path)
    const since = has('since') ? dayAt(given['since'], `${path}.since`) : undefined
    const until = has('until') ? dayAt(given['until'], `${path}.until`) : undefined
    if (since === undefined) return { until: until as string }
    if (until !== undefined && until < since) throw emptyRange(path, since, until)
    return { since, ...(until === undefined ? {} : { until }) }
  }
  throw wrongShape(path, 'one of last, earlier, from and to, since, until, this, previous, after, before')
}

function aroundDate(given: Record<string, unknown>, catalogue: Pick<ConditionCatalogue, 'fields'>, path: ConditionPath): Window {
  const side = given['after'] === undefined ? 'before' : 'after'
  only(given, [side, 'within'], path)
  const name = textAt(given[side], `${path}.${side}`)
  const dates = [...catalogue.fields.values()].filter(({ type }) => isDate(type)).map((field) => field.name)
  if (!dates.includes(name)) throw unknownName(`${path}.${side}`, name, dates)
  const within = spanAt(given['within'], `${path}.within`, 'fixed')
  return side === 'after' ? { after: name, within } : { before: name, within }
}
