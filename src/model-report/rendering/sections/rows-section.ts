import { mask } from '#privacy/mask.ts'
import { html, type Html } from '#report/html.ts'
import type { Pen } from '#report/pen.ts'
import type { ModelReport } from '../../model-report.ts'

const SHOWN = 20

/** The riskiest rows with their reasons. Ids are masked; the list next to the report has them. */
export function rowsSection({ training, scores }: ModelReport, pen: Pen): Html | null {
  if (training.rung === 'base-rate') return null
  const rows = scores.top.slice(0, SHOWN)
  const withId = rows.some(({ id }) => id !== null)
  return html`<section id="${pen.language}-rows">
    <h2>${pen.say('风险最高的行', 'Riskiest rows')}</h2>
    <p>
      ${pen.say(
        `共打分 ${pen.number(scores.rows)} 行，${pen.number(scores.positives)} 行不低于阈值；这里是最高的 ${rows.length} 行，完整名单在 scores.csv。编号已脱敏，行号从表头下一行起数。`,
        `${pen.count(scores.rows, 'row was', 'rows were')} scored, ${pen.number(scores.positives)} at or above the threshold. These are the highest ${rows.length}; scores.csv has all of them. Ids are masked; row 1 is the first below the heading.`,
      )}
    </p>
    <div class="card">
      <table class="stack">
        <thead>
          <tr>
            <th class="n">${pen.say('行', 'Row')}</th>
            ${withId ? html`<th>${training.model.idColumn ?? ''}</th>` : null}
            <th class="n">${pen.say('概率', 'Probability')}</th>
            <th>${pen.say('推高概率的依据', 'What raises it')}</th>
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            ({ row, id, probability, reasons }) =>
              html`<tr>
                ${
                  withId
                    ? html`<td class="n wide">${pen.number(row)}</td>
                        <td>
                          ${html`<span class="narrow-only">${pen.say('行', 'Row')} ${pen.number(row)} · </span>`}${id === null ? '' : mask('custom_id', id)}
                        </td>`
                    : html`<td class="n" data-name="${pen.say('行', 'Row')}">${pen.number(row)}</td>`
                }
                <td class="n end">
                  <span class="tag ${probability >= 0.8 ? 'high' : probability >= 0.5 ? 'medium' : ''}"
                    >${pen.percent(Math.floor(probability * 1000) / 1000, 1)}</span
                  >
                </td>
                <td class="row">${reasons.length === 0 ? '—' : reasons.join(' · ')}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </section>`
}
