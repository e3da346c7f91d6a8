import type { Analysis, OrdersAnalysis, Sales } from '../../analysis.ts'
import { table } from '#report/figure.ts'
import { html } from '#report/html.ts'
import type { Html } from '#report/html.ts'
import { REFUSAL_NAMES } from '../labels.ts'
import type { Pen } from '#report/pen.ts'

/** What was imported from the file, and what was not. */
export function readingSection({ reading, files, ...rest }: Analysis | OrdersAnalysis, pen: Pen): Html {
  return html`<section id="${pen.language}-reading">
    <h2>${pen.say('读取情况', 'What was read')}</h2>
    <div class="cards">
      <div class="card whole">
        <h3>${pen.say('行', 'Rows')}</h3>
        <p>${pen.say('入库、重复与隔离之和等于总行数。', 'Stored, duplicates and quarantined add up to all rows.')}</p>
        ${table(
          [{ name: '' }, { name: pen.say('行数', 'Rows'), numeric: true }, { name: '' }],
          [
            [pen.say('总行数', 'All rows'), pen.number(reading.rows), ''],
            [pen.say('入库', 'Stored'), pen.number(reading.stored), ''],
            [
              pen.say('重复行', 'Duplicates'),
              pen.number(reading.duplicates),
              pen.say('完全相同的行，不计入指标', 'exact copies, left out of every figure'),
            ],
            [
              pen.say('隔离', 'Quarantined'),
              pen.number(reading.quarantined),
              reading.quarantined === 0 ? '' : pen.say('无法读取，原因见下', 'could not be read, see below'),
            ],
            ...('sales' in rest ? customerRows(rest.sales, pen) : []),
          ],
        )}
        ${
          reading.refusals.length === 0
            ? null
            : html`<details open>
                <summary>${pen.say('隔离原因', 'Why rows were quarantined')}</summary>
                ${table(
                  [{ name: pen.say('原因', 'Reason') }, { name: pen.say('行数', 'Rows'), numeric: true }],
                  reading.refusals.map((each) => [
                    [pen.text(each.field), pen.text(REFUSAL_NAMES[each.reason] ?? { zh: each.reason, en: each.reason })]
                      .filter((text) => text !== '')
                      .join(pen.say('：', ': ')),
                    pen.number(each.rows),
                  ]),
                )}
              </details>`
        }
      </div>
      ${
        files.length === 0
          ? null
          : html`<div class="card whole">
              <h3>${pen.say('随附文件', 'Files with this report')}</h3>
              <p>
                ${pen.say('可直接用 Excel 打开，交给团队使用。', 'Open in any spreadsheet and hand to the team.')}
                ${'sales' in rest ? pen.say('名单含客户编号，请妥善保管。', 'The lists name customers; keep them safe.') : null}
              </p>
              <dl class="terms">
                ${files.map(
                  (file) =>
                    html`<dt>
                        <a href="${encodeURI(file.name)}"><code>${file.name}</code></a>
                      </dt>
                      <dd>${pen.say(`${pen.number(file.rows)} 行`, pen.count(file.rows, 'row', 'rows'))} · ${pen.text(file.holds)}</dd>`,
                )}
              </dl>
            </div>`
      }
    </div>
  </section>`
}

function customerRows(sales: Sales, pen: Pen): [string, string, string][] {
  return [
    [
      pen.say('退货行', 'Returns'),
      pen.number(sales.returnLines),
      pen.say(`金额 ${pen.money(sales.returned)}`, `worth ${pen.money(sales.returned)}`),
    ],
    [
      pen.say('没有客户的行', 'Without a customer'),
      pen.number(sales.anonymousLines),
      pen.say('保留，但不归于任何人', 'kept, but not assigned to a customer'),
    ],
  ]
}
