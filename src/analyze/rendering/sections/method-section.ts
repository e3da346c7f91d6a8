import type { Analysis } from '../../analysis.ts'
import { lastMoment } from '../../as-of-time.ts'
import { html } from '../html.ts'
import type { Html } from '../html.ts'
import { CLASS_NAMES, TIER_NAMES } from '../labels.ts'
import type { Pen } from '../pen.ts'

/** How each figure is defined, so that anyone can check it. */
export function methodSection({ horizonDays, asOf, churn, tierRules, classRules, tiers, classes }: Analysis, pen: Pen): Html {
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
        `${churn.card.definition.text.zh}。共 ${churn.card.trainedOn.length} 个历史时点可供学习。`,
        `${churn.card.definition.text.en}. Learnt from ${pen.count(churn.card.trainedOn.length, 'past as-of time', 'past as-of times')}.`,
      ),
    ],
    [
      pen.say('检验', 'Back-test'),
      pen.say(
        '模型只用较早的时间训练，再在它没有见过的、后续数据上检验；最后用全部数据重新训练后为客户打分。',
        'The model learns from earlier time and is judged on later time that it has not seen; then it is fitted on everything to score today’s customers.',
      ),
    ],
    [
      pen.say('预计消费', 'Expected spend'),
      pen.say(
        `平均客单价 × 预计订单数：近一年的消费按天数折算到 ${horizonDays} 天，再乘以（1 − 流失概率）。首单不足 ${horizonDays} 天按 ${horizonDays} 天计，不放大新客的第一单。`,
        `Average order × expected orders: the last year’s spend per day over ${horizonDays} days, times (1 − churn probability). Fewer than ${horizonDays} days since the first order count as ${horizonDays}, so that a first order is not multiplied.`,
      ),
    ],
    [
      pen.say('风险金额', 'Value at risk'),
      pen.say(
        '流失概率 × 若留存时的预计消费。汇总数只计可能流失的客户（概率不低于 50%）。',
        'Churn probability × what the customer would spend if they stayed. Totals count those likely to leave (50% or more).',
      ),
    ],
    [
      'RFM',
      pen.say(
        '近 365 天内的最近一次、频次与金额，按五分位打分 1–5；数值相同得分相同。',
        'Recency, frequency and money of 365 days, scored 1–5 by fifths; equal values score alike.',
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
    [
      pen.say('策略匹配', 'Matching'),
      pen.say(
        '对每位可能流失的客户，取预期收益（假设效果 × 流失概率 × 留存时预计消费的一半，即假设的毛利，− 成本）最高的策略；未考虑同意与联系方式，执行前请核对。',
        'For each customer at risk, the strategy with the best expected gain: assumed effect × churn probability × half the spend if they stay (taken for the margin) − cost. Consent and addresses are not in an order file; check them before contact.',
      ),
    ],
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
