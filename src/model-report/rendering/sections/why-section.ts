import type { DependencePoint, PartialDependence } from '#predict/tabular/tabular-explanation.ts'
import { barList } from '#report/charts/bar-list.ts'
import { figure } from '#report/figure.ts'
import { html, type Html } from '#report/html.ts'
import type { Pen } from '#report/pen.ts'
import type { ModelReport } from '../../model-report.ts'
import { day, dependenceLine } from '../charts/model-charts.ts'

const MOST_COLUMNS = 12

/** The most important columns, and the direction of their effect. */
export function whySection({ training }: ModelReport, pen: Pen): Html | null {
  const { importance, dependence } = training
  const shown = importance.slice(0, MOST_COLUMNS)
  const strongest = shown[0]
  if (strongest === undefined) return null
  const total = importance.reduce((sum, each) => sum + each.importance, 0)
  const most = Math.min(
    1,
    Math.ceil(10 * Math.max(...dependence.flatMap(({ points }) => points.map(({ probability }) => probability)))) / 10,
  )
  return html`<section id="${pen.language}-why">
    <h2>${pen.say('看重什么', 'What it looks at')}</h2>
    <p>
      ${pen.say(
        '这些是数据中的关联，不是原因：改变一列的值，不一定会改变结果。',
        'These are associations in the data, not causes: changing a value does not necessarily change the outcome.',
      )}
    </p>
    <div class="cards">
      ${figure(pen, {
        title: pen.say('各列的影响', 'How much each column moves the prediction'),
        reading: pen.say(
          `影响最大的是“${strongest.column}”，占全部影响的 ${pen.percent(strongest.importance / total)}。`,
          `The strongest is "${strongest.column}", with ${pen.percent(strongest.importance / total)} of all effects.`,
        ),
        plan: {
          ...barList(
            pen.say('各列的影响', 'Importance of columns'),
            shown.map(({ column, importance: value }) => ({ name: column, value, text: pen.number(value, 2) })),
          ),
          full: true,
        },
        columns: [{ name: pen.say('列', 'Column') }, { name: pen.say('平均影响（对数几率）', 'Mean effect (log-odds)'), numeric: true }],
        rows: importance.map(({ column, importance: value }) => [column, pen.number(value, 3)]),
      })}
      ${dependence.map((each) => dependenceFigure(each, most, pen))}
    </div>
  </section>`
}

function dependenceFigure(dependence: PartialDependence, most: number, pen: Pen): Html {
  const { column, kind, points } = dependence
  const low = points.reduce((held, each) => (each.probability < held.probability ? each : held))
  const high = points.reduce((held, each) => (each.probability > held.probability ? each : held))
  const name = (point: DependencePoint): string => pointName(point, kind, pen)
  const continuous = kind !== 'category' && points.filter(({ value }) => typeof value === 'number').length > 2
  return figure(pen, {
    title: column,
    reading: pen.say(
      `其他不变，${name(low)} 时平均 ${pen.percent(low.probability)}，${name(high)} 时平均 ${pen.percent(high.probability)}。`,
      `All else being equal: ${pen.percent(low.probability)} on average at ${name(low)}, ${pen.percent(high.probability)} at ${name(high)}.`,
    ),
    plan: continuous
      ? dependenceLine(dependence, most, pen)
      : barList(
          pen.say(`概率随“${column}”的变化`, `Probability by "${column}"`),
          points.map((point) => ({
            name: name(point),
            value: point.probability,
            text: `${pen.percent(point.probability)} · ${pen.say('占', '')}${pen.percent(point.share)}${pen.say('', ' of rows')}`,
          })),
          210,
        ),
    columns: [
      { name: column },
      { name: pen.say('平均概率', 'Mean probability'), numeric: true },
      { name: pen.say('行占比', 'Share of rows'), numeric: true },
    ],
    rows: points.map((point) => [name(point), pen.percent(point.probability, 1), pen.percent(point.share)]),
  })
}

function pointName({ value }: DependencePoint, kind: PartialDependence['kind'], pen: Pen): string {
  if (value === null) return pen.say('（空）', '(missing)')
  if (typeof value === 'string') return value.length > 42 ? `${value.slice(0, 41)}…` : value
  if (kind === 'date') return day(value)
  return new Intl.NumberFormat(pen.language === 'zh' ? 'zh-CN' : 'en-GB', { maximumSignificantDigits: 4 }).format(value)
}
