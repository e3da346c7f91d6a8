import type { Analysis } from '../../analysis.ts'
import { lastMoment } from '../../as-of-time.ts'
import { html, trusted } from '../html.ts'
import type { Html } from '../html.ts'
import type { Pen } from '../pen.ts'

/** The answer in one sentence, the five figures behind it, and the way to the rest. */
export function opening(analysis: Analysis, pen: Pen): Html {
  return html`${headline(analysis, pen)} ${keyFigures(analysis, pen)} ${contents(pen)}`
}

function headline({ churn, horizonDays, asOf, fileName }: Analysis, pen: Pen): Html {
  const { scored, atRisk, atRiskSpend } = churn
  const sentence =
    scored === 0
      ? html`${pen.say('近一年没有下过单的客户，无法预测谁会流失。', 'Nobody has ordered within the last year, so there is nobody to predict.')}`
      : pen.language === 'zh'
        ? html`${pen.number(scored)} 位近期客户中，<b>${pen.number(atRisk)} 位</b>很可能在未来 ${horizonDays}
            天内不再下单；按以往的购买节奏，他们在此期间本应消费 <b>${pen.shortMoney(atRiskSpend)}</b>。`
        : html`<b>${pen.number(atRisk)}</b> of ${pen.count(scored, 'recent customer', 'recent customers')} ${atRisk === 1 ? 'is' : 'are'}
            likely not to order in the next ${horizonDays} days. At their usual pace they would spend
            <b>${pen.shortMoney(atRiskSpend)}</b> in that time.`
  return html`<h1>${sentence}</h1>
    <p class="lead">
      ${pen.say(
        `依据 ${fileName}，截至 ${pen.date(lastMoment(asOf))}。“很可能”指预测的流失概率不低于 50%。`,
        `From ${fileName}, as of ${pen.date(lastMoment(asOf))}. “Likely” means a predicted probability of 50% or more.`,
      )}
    </p>`
}

function keyFigures({ sales, churn, horizonDays }: Analysis, pen: Pen): Html {
  const { quality } = churn.card
  const figures: readonly (readonly [string, string, string])[] = [
    [
      pen.say('客户', 'Customers'),
      pen.number(sales.customers),
      pen.say(`其中 ${pen.number(sales.repeatBuyers)} 位买过两次以上`, `${pen.number(sales.repeatBuyers)} of them bought more than once`),
    ],
    [
      pen.say('可能流失', 'Likely to leave'),
      pen.number(churn.atRisk),
      pen.say(`占近期客户的 ${share(churn.atRisk, churn.scored, pen)}`, `${share(churn.atRisk, churn.scored, pen)} of recent customers`),
    ],
    [
      pen.say('风险金额', 'Value at risk'),
      pen.shortMoney(churn.valueAtRisk),
      pen.say(`他们离开后，${horizonDays} 天预计少收`, `expected loss from them in ${horizonDays} days`),
    ],
    [
      pen.say('预计消费', 'Expected spend'),
      pen.shortMoney(churn.expectedSpend),
      pen.say(`全体客户，未来 ${horizonDays} 天`, `from everyone in ${horizonDays} days`),
    ],
    quality === null
      ? [pen.say('预测质量', 'Prediction quality'), '—', pen.say('数据不足，无法检验', 'not enough data to test')]
      : [
          pen.say('预测准确率', 'Prediction accuracy'),
          pen.percent(quality.accuracy),
          pen.say(
            `一律按多数情况判断为 ${pen.percent(quality.baseAccuracy)}`,
            `always guessing the majority: ${pen.percent(quality.baseAccuracy)}`,
          ),
        ],
  ]
  return html`<dl class="figures">
    ${figures.map(
      ([name, value, remark]) =>
        html`<div>
          <dt>${name}</dt>
          <dd>${value}<small>${remark}</small></dd>
        </div>`,
    )}
  </dl>`
}

function contents(pen: Pen): Html {
  const entries: readonly (readonly [string, string])[] = [
    ['sales', pen.say('客户与销售', 'Customers and money')],
    ['segments', pen.say('客户分层', 'Tiers')],
    ['risk', pen.say('流失风险', 'Churn risk')],
    ['worklist', pen.say('优先联系名单', 'Worklist')],
    ['strategies', pen.say('建议策略', 'Strategies')],
    ['reading', pen.say('读取情况', 'What was read')],
    ['method', pen.say('方法与定义', 'Method')],
  ]
  return html`<nav aria-label="${pen.say('目录', 'Contents')}">
    ${entries.map(([id, name]) => html`<a href="#${pen.language}-${id}">${name}</a>${trusted('\n')}`)}
  </nav>`
}

function share(part: number, whole: number, pen: Pen): string {
  return whole === 0 ? '—' : pen.percent(part / whole)
}
