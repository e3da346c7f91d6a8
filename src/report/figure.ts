import type { ChartPlan } from './charts/draw-chart.ts'
import { drawChart } from './charts/draw-chart.ts'
import { html } from './html.ts'
import type { Html, HtmlPart } from './html.ts'
import type { Pen } from './pen.ts'

export interface Column {
  readonly name: string
  readonly numeric?: boolean
}

export interface Figure {
  readonly title: string
  /** The message of the chart, in a sentence. */
  readonly reading: string
  readonly plan: ChartPlan
  readonly key?: readonly { readonly name: string; readonly colour?: string; readonly mark?: 'tick' | 'dash' }[]
  readonly columns: readonly Column[]
  readonly rows: readonly (readonly HtmlPart[])[]
}

/** A chart with its reading, its key and its figures as a table. */
export function figure(pen: Pen, content: Figure): Html {
  const key = content.key ?? []
  return html`<figure class="${content.plan.full === true ? 'whole' : ''}">
    <figcaption>${content.title}</figcaption>
    <p>${content.reading}</p>
    ${
      key.length === 0
        ? null
        : html`<ul class="key">
            ${key.map((each) =>
              each.mark === undefined
                ? html`<li><i style="background:var(--${each.colour ?? 'accent'})"></i>${each.name}</li>`
                : html`<li><i class="${each.mark}" style="${each.mark === 'tick' ? 'background:var(--text)' : ''}"></i>${each.name}</li>`,
            )}
          </ul>`
    }
    ${drawChart(content.plan)}
    <details>
      <summary>${pen.say('查看数据', 'Show the figures')}</summary>
      <div class="scroll">${table(content.columns, content.rows)}</div>
    </details>
  </figure>`
}

/** A plain table; numeric columns are right-aligned. */
export function table(columns: readonly Column[], rows: readonly (readonly HtmlPart[])[]): Html {
  const place = (i: number): string => (columns[i]?.numeric === true ? 'n' : '')
  return html`<table>
    <thead>
      <tr>
        ${columns.map((column, i) => html`<th class="${place(i)}">${column.name}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        (row) =>
          html`<tr>
            ${row.map((cell, i) => html`<td class="${place(i)}">${cell}</td>`)}
          </tr>`,
      )}
    </tbody>
  </table>`
}
