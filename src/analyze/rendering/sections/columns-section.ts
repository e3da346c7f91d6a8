import type { Analysis } from '../../analysis.ts'
import { html } from '../html.ts'
import type { Html } from '../html.ts'
import type { Pen } from '../pen.ts'

/** Which column was taken for what: everything else follows from it, so it comes before everything else. */
export function columnsSection({ reading, fileName }: Analysis, pen: Pen): Html {
  const how =
    reading.preset !== null
      ? pen.say(`列按预设“${reading.preset}”读取`, `columns by the preset “${reading.preset}”`)
      : reading.guessed
        ? pen.say('列名由程序推断', 'columns guessed from their headings')
        : pen.say('列按你的指定读取', 'columns as you mapped them')
  return html`<section id="${pen.language}-columns">
    <h2>${pen.say('文件的读法', 'How the file was read')}</h2>
    <p>
      ${pen.say(
        `${fileName}，${reading.encoding}，${pen.number(reading.rows)} 行，订单时间从 ${pen.date(reading.firstAt)} 到 ${pen.date(reading.lastAt)}；${how}。如有误，用 --map 字段=列名 指定后重新运行。`,
        `${fileName}, ${reading.encoding}, ${pen.count(reading.rows, 'row', 'rows')}, orders from ${pen.date(reading.firstAt)} to ${pen.date(reading.lastAt)}; ${how}. If one is wrong, run again with --map field=column.`,
      )}
    </p>
    <div class="card">
      <dl class="mapped">
        ${reading.columns.map(
          (each) =>
            html`<div>
              <dt>${pen.text(each.field)}</dt>
              <dd><code>${each.column}</code></dd>
            </div>`,
        )}
      </dl>
      ${
        reading.unusedColumns.length === 0
          ? null
          : html`<p style="margin:12px 0 0">
              ${pen.say('未使用：', 'Not used: ')}${reading.unusedColumns.map((column) => html`<code>${column}</code> `)}
            </p>`
      }
    </div>
  </section>`
}
