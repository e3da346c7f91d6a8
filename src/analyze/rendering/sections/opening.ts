import type { AnalysedFile, Analysis } from '../../analysis.ts'
import { lastMoment } from '../../as-of-time.ts'
import { html, trusted } from '#report/html.ts'
import type { Html } from '#report/html.ts'
import type { Pen } from '#report/pen.ts'
import { confidenceSentence, testSentence } from './confidence.ts'

/** Implausible values, reliability of the prediction, the answer in one sentence, the figures behind it, and links to the sections. */
export function opening(analysis: Analysis, pen: Pen): Html {
  return html`${questionBox(analysis, pen)} ${headline(analysis, pen)} ${keyFigures(analysis, pen)} ${contents(entriesOf(pen), pen)}`
}

/** Questions only the owner of the file can answer; other interpretations are listed in the file section. */
export function questionBox({ reading }: AnalysedFile, pen: Pen): Html | null {
  const asked = reading.questions.filter(({ weight }) => weight !== 'notice')
  if (asked.length === 0) return null
  return html`<div class="note questions">
    <strong>${pen.say('请先确认', 'First, a question')}</strong>
    <ul class="plain">
      ${asked.map(
        ({ text, accepted }) =>
          html`<li>${pen.text(text)}${accepted ? pen.say('（已确认：确实如此）', ' (Answered: it is so.)') : ''}</li>`,
      )}
    </ul>
    ${pen.say('如有误，请用 --map 字段=列名 等更正后重新运行；以下数字都依据这份文件的现有读法。', 'If not, correct it (for example with --map field=column) and run again. Every figure below depends on how the file was read.')}
  </div>`
}

function headline(analysis: Analysis, pen: Pen): Html {
  const { churn, horizonDays, asOf, fileName } = analysis
  const source = pen.say(`依据 ${fileName}，截至 ${pen.date(lastMoment(asOf))}。`, `From ${fileName}, as of ${pen.date(lastMoment(asOf))}.`)
  const { scored, atRisk, atRiskFrom, atRiskSpend } = churn
  if (scored === 0) {
    return html`<h1>
        ${pen.say('近一年没有下过单的客户，无法预测谁会流失。', 'No customer has ordered in the last year, so there is no one to predict.')}
      </h1>
      <p class="lead">${source}</p>`
  }
  if (atRiskFrom === null) {
    return html`<h1>${pen.say('目前还无法用这份文件预测谁会流失。', "Who will leave can't be predicted from this file yet.")}</h1>
      <p class="lead">${source} ${testSentence(analysis, pen)}</p>`
  }
  const sentence =
    pen.language === 'zh'
      ? html`${pen.number(scored)} 位近期客户中，<b>${pen.number(atRisk)} 位</b>在未来 ${horizonDays}
          天内不再下单的风险明显高于平均；按以往的购买节奏，他们在此期间本应消费 <b>${pen.shortMoney(atRiskSpend)}</b>。`
      : html`<b>${pen.number(atRisk)}</b> of ${pen.count(scored, 'recent customer', 'recent customers')} ${atRisk === 1 ? 'is' : 'are'} well
          above average risk not to order in the next ${horizonDays} days. At their usual pace they would spend
          <b>${pen.shortMoney(atRiskSpend)}</b> in that time.`
  const base = churn.card.quality?.baseRate ?? 0
  return html`<p class="sure">${confidenceSentence(analysis, pen)}</p>
    <h1>${sentence}</h1>
    <p class="lead">
      ${source}
      ${pen.say(
        `“风险明显高于平均”指预测的流失概率不低于 ${pen.percent(atRiskFrom, 1)}，全体客户的流失率为 ${pen.percent(base, 1)}。`,
        `“Well above average” means a predicted probability of ${pen.percent(atRiskFrom, 1)} or more, where ${pen.percent(base, 1)} of all leave.`,
      )}
    </p>`
}

function keyFigures({ sales, churn, horizonDays }: Analysis, pen: Pen): Html {
  const { quality } = churn.card
  const customers = [
    pen.say('客户', 'Customers'),
    pen.number(sales.customers),
    pen.say(`其中 ${pen.number(sales.repeatBuyers)} 位买过两次以上`, `${pen.number(sales.repeatBuyers)} of them bought more than once`),
  ] as const
  const rate = [
    pen.say('总体流失率', 'Overall churn rate'),
    quality === null ? '—' : pen.percent(quality.baseRate),
    quality === null
      ? pen.say('历史太短，还不知道', 'the history is too short to tell')
      : pen.say(`检验期内，${horizonDays} 天没有下单`, `had no order in ${horizonDays} days of the test`),
  ] as const
  const figures: readonly (readonly [string, string, string])[] =
    churn.atRiskFrom === null
      ? [
          customers,
          [pen.say('近期客户', 'Recent customers'), pen.number(churn.scored), pen.say('近一年下过单', 'with an order within a year')],
          rate,
          [
            pen.say('平常消费', 'Usual spend'),
            pen.shortMoney(churn.usualSpend),
            pen.say(`近期客户按以往节奏 ${horizonDays} 天的消费`, `of recent customers in ${horizonDays} days, at their current pace`),
          ],
          [pen.say('流失预测', 'Churn prediction'), '—', pen.say('还不可用', 'not possible yet')],
        ]
      : [
          customers,
          [
            pen.say('有流失风险', 'At risk'),
            pen.number(churn.atRisk),
            pen.say(
              `占近期客户的 ${share(churn.atRisk, churn.scored, pen)}`,
              `${share(churn.atRisk, churn.scored, pen)} of recent customers`,
            ),
          ],
          [
            pen.say('风险金额', 'Value at risk'),
            pen.shortMoney(churn.valueAtRisk),
            pen.say(`有风险的客户，${horizonDays} 天预计少收`, `expected loss from those at risk in ${horizonDays} days`),
          ],
          [
            pen.say('预计消费', 'Expected spend'),
            pen.shortMoney(churn.expectedSpend),
            pen.say(`全体客户，未来 ${horizonDays} 天`, `from everyone in ${horizonDays} days`),
          ],
          rate,
        ]
  return figureList(figures)
}

/** Figures side by side: name, value and remark. */
export function figureList(figures: readonly (readonly [string, string, string])[], kind = ''): Html {
  return html`<dl class="figures ${kind}">
    ${figures.map(
      ([name, value, remark]) =>
        html`<div>
          <dt>${name}</dt>
          <dd>${value}<small>${remark}</small></dd>
        </div>`,
    )}
  </dl>`
}

function entriesOf(pen: Pen): readonly (readonly [string, string])[] {
  return [
    ['columns', pen.say('文件的读法', 'How the file was read')],
    ['sales', pen.say('客户与销售', 'Customers and money')],
    ['segments', pen.say('客户分层', 'Tiers')],
    ['risk', pen.say('流失风险', 'Churn risk')],
    ['worklist', pen.say('名单', 'List')],
    ['strategies', pen.say('建议策略', 'Strategies')],
    ['reading', pen.say('读取情况', 'What was read')],
    ['method', pen.say('方法与定义', 'Method')],
  ]
}

/** Links to the sections. */
export function contents(entries: readonly (readonly [string, string])[], pen: Pen): Html {
  return html`<nav aria-label="${pen.say('目录', 'Contents')}">
    ${entries.map(([id, name]) => html`<a href="#${pen.language}-${id}">${name}</a>${trusted('\n')}`)}
  </nav>`
}

function share(part: number, whole: number, pen: Pen): string {
  return whole === 0 ? '—' : pen.percent(part / whole)
}
