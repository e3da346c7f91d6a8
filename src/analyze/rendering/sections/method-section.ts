import type { Analysis } from '../../analysis.ts'
import { lastMoment } from '../../as-of-time.ts'
import { html } from '#report/html.ts'
import type { Html } from '#report/html.ts'
import { CLASS_NAMES, TIER_NAMES } from '../labels.ts'
import type { Pen } from '#report/pen.ts'

/** How each figure is defined, so that readers can check it. */
export function methodSection({ horizonDays, asOf, churn, tierRules, classRules, tiers, classes }: Analysis, pen: Pen): Html {
  const predicts = churn.atRiskFrom !== null
  const terms: readonly (readonly [string, string])[] = [
    [
      pen.say('截止时点', 'As-of time'),
      pen.say(
        `${pen.date(lastMoment(asOf))}。所有得分只用此前的数据。`,
        `${pen.date(lastMoment(asOf))}. Every score reads only what came before it.`,
      ),
    ],
    [
      pen.say('流失', 'Churn'),
      pen.say(
        `${churn.card.definition.text.zh}。共 ${churn.card.trainedOn.length} 个历史时点可用于训练。`,
        `${churn.card.definition.text.en}. Trained on ${pen.count(churn.card.trainedOn.length, 'past as-of time', 'past as-of times')}.`,
      ),
    ],
    [
      pen.say('检验', 'Back-test'),
      pen.say(
        '模型只用较早的时间训练，再在它没有见过的、后续数据上检验；最后用全部数据重新训练后为客户打分。',
        'The model is trained on earlier data and tested on later data it has not seen; then it is fitted on everything to score today’s customers.',
      ),
    ],
    [
      pen.say('平常消费', 'Usual spend'),
      pen.say(
        `近一年的消费按天数折算到 ${horizonDays} 天。首单不足 ${horizonDays} 天按 ${horizonDays} 天计，不放大新客的第一单。`,
        `The last year’s spend per day over ${horizonDays} days. Fewer than ${horizonDays} days since the first order count as ${horizonDays}, so that a first order is not extrapolated.`,
      ),
    ],
    ...(predicts ? riskTerms(horizonDays, pen) : []),
    [
      'RFM',
      pen.say(
        '近 365 天内的最近一次、频次与金额，按五分位打分 1–5；数值相同得分相同。',
        'Recency, frequency and money of 365 days, scored 1–5 by fifths; equal values get the same score.',
      ),
    ],
    ...tiers.map(({ tier }): readonly [string, string] => [
      pen.say(`分层：${TIER_NAMES[tier].zh}`, `Tier: ${TIER_NAMES[tier].en}`),
      `${pen.text(tierRules[tier])}${pen.say('。', '.')}`,
    ]),
    ...classes.map(({ valueClass }): readonly [string, string] => [
      pen.say(`价值：${CLASS_NAMES[valueClass].zh}`, `Class: ${CLASS_NAMES[valueClass].en}`),
      `${pen.text(classRules[valueClass])}${pen.say('。', '.')}`,
    ]),
  ]
  return html`<section id="${pen.language}-method">
    <h2>${pen.say('方法与定义', 'Method and definitions')}</h2>
    <div class="card">
      <dl class="terms">
        ${terms.map(
          ([name, text]) =>
            html`<dt>${name}</dt>
              <dd>${text}</dd>`,
        )}
      </dl>
    </div>
  </section>`
}

/** Terms of a report that tells who is at risk. */
function riskTerms(horizonDays: number, pen: Pen): readonly (readonly [string, string])[] {
  return [
    [
      pen.say('预计消费', 'Expected spend'),
      pen.say(`${horizonDays} 天的平常消费 ×（1 − 流失概率）。`, `Usual spend in ${horizonDays} days × (1 − churn probability).`),
    ],
    [
      pen.say('风险金额', 'Value at risk'),
      pen.say('流失概率 × 平常消费。汇总数只计有流失风险的客户。', 'Churn probability × usual spend. Totals count the customers at risk.'),
    ],
    [
      pen.say('有流失风险', 'At risk'),
      pen.say(
        '流失概率不低于总体流失率的 1.5 倍；总体流失率超过一半时，留存概率不高于总体的一半。只有预测在后续数据上可靠地优于猜测时才这样划分。',
        'A churn probability of at least 1.5 times the overall rate; where more than half leave, a chance of staying of at most half the overall one. Only if the prediction is reliably better than guessing on later data.',
      ),
    ],
    [
      pen.say('策略匹配', 'Matching'),
      pen.say(
        '对名单上的每位客户，取预期收益（假设效果 × 流失概率 × 留存时预计消费的一半，即假设的毛利，− 成本）最高的策略；未考虑同意与联系方式，执行前请核对。',
        'For each customer on the list, the strategy with the best expected gain: assumed effect × churn probability × half the spend if they stay (assumed margin) − cost. Consent and addresses are not in an order file; check them before contact.',
      ),
    ],
  ]
}
