import type { BilingualText } from '#kernel/bilingual-text.ts'
import type { ColumnType, Reading } from '#predict/tabular/column-type.ts'
import { table } from '#report/figure.ts'
import { html, type Html } from '#report/html.ts'
import type { Pen } from '#report/pen.ts'
import { LEFT_OUT_TEXT } from '../../model-findings.ts'
import type { ModelReport } from '../../model-report.ts'

const TYPE_NAMES: Readonly<Record<ColumnType, BilingualText>> = {
  number: { zh: '数字', en: 'number' },
  date: { zh: '日期', en: 'date' },
  boolean: { zh: '二选一', en: 'two values' },
  category: { zh: '类别', en: 'category' },
  'many-values': { zh: '文字', en: 'words' },
  id: { zh: '编号', en: 'id' },
  text: { zh: '文本', en: 'text' },
  constant: { zh: '常量', en: 'constant' },
  empty: { zh: '空', en: 'empty' },
}

const READINGS: Readonly<Record<Reading, BilingualText>> = {
  'day-first': { zh: '日在前', en: 'day first' },
  'month-first': { zh: '月在前', en: 'month first' },
  'order-guessed': { zh: '日在前（无法判断）', en: 'day first (nothing decides)' },
  'two-digit-years': { zh: '两位年份', en: 'two-digit years' },
  'month-names': { zh: '英文月份', en: 'month names' },
  offsets: { zh: '带时区', en: 'with time offsets' },
  'compact-dates': { zh: '形如 20240131', en: 'as 20240131' },
  'decimal-comma': { zh: '逗号为小数点', en: 'decimal comma' },
  percent: { zh: '百分比', en: 'per cent' },
  currency: { zh: '带货币符号', en: 'with currency signs' },
}

/** The type assigned to each column, and the findings. */
export function dataSection({ training, findings, rows }: ModelReport, pen: Pen): Html {
  const { columns } = training
  const used = columns.filter(({ leftOut }) => leftOut === null).length
  return html`<section id="${pen.language}-data">
    <h2>${pen.say('数据检查', 'The data')}</h2>
    <p>
      ${pen.say(
        `${pen.number(rows)} 行、${columns.length} 列，模型使用其中 ${used} 列。“单列 AUC”是只看这一列能把结果分开到什么程度：0.5 为毫无关系，接近 1 多半是泄漏。`,
        `${pen.count(rows, 'row', 'rows')} and ${pen.count(columns.length, 'column', 'columns')}, of which the model uses ${used}. "AUC alone" says how well a column by itself tells the outcome: 0.5 not at all, near 1 is most likely a leak.`,
      )}
    </p>
    <div class="cards">
      <div class="card whole">
        <h3>${pen.say('发现', 'Findings')}</h3>
        ${
          findings.length === 0
            ? html`<p>${pen.say('没有需要注意的问题。', 'Nothing that needs attention.')}</p>`
            : html`<ul class="plain">
                ${findings.map(({ text }) => html`<li>${pen.text(text)}</li>`)}
              </ul>`
        }
      </div>
      <div class="card whole">
        <h3>${pen.say('各列', 'Columns')}</h3>
        <div class="scroll">
          ${table(
            [
              { name: pen.say('列', 'Column') },
              { name: pen.say('类型', 'Type') },
              { name: pen.say('取值', 'Values'), numeric: true },
              { name: pen.say('为空', 'Missing'), numeric: true },
              { name: pen.say('单列 AUC', 'AUC alone'), numeric: true },
              { name: pen.say('用途', 'Use') },
            ],
            columns.map(({ name, type, reading, distinct, missing, rows: all, aloneAuc, leftOut }) => [
              name,
              [pen.text(TYPE_NAMES[type]), ...reading.map((each) => pen.text(READINGS[each]))].join(pen.say('，', ', ')),
              pen.number(distinct),
              missing === 0 ? '—' : pen.percent(missing / all, 1),
              aloneAuc === null ? '—' : pen.number(aloneAuc, 3),
              leftOut === null ? pen.say('使用', 'used') : html`<span class="tag">${pen.text(LEFT_OUT_TEXT[leftOut])}</span>`,
            ]),
          )}
        </div>
      </div>
    </div>
  </section>`
}
