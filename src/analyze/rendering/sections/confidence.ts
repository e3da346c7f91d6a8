import type { Analysis } from '../../analysis.ts'
import { html } from '#report/html.ts'
import type { Html } from '#report/html.ts'
import { RUNG_NAMES } from '../labels.ts'
import type { Pen } from '#report/pen.ts'

const LEVELS = {
  low: { zh: '可信度低', en: 'Low confidence' },
  medium: { zh: '可信度中等', en: 'Medium confidence' },
  high: { zh: '可信度高', en: 'High confidence' },
} as const

/** Reliability of the prediction, in plain words. */
export function confidenceSentence({ churn }: Analysis, pen: Pen): Html {
  const { quality, confidence } = churn.card
  if (quality === null) return html`<strong>${pen.text(LEVELS.low)}</strong>`
  const { customers, auc, lift10, baseRate } = quality
  const riskiest = pen.percent(Math.min(1, lift10 * baseRate))
  return html`<strong>${pen.text(LEVELS[confidence.level])}${pen.say('。', '.')}</strong> ${pen.say(
      `在模型没有见过的后续数据上，用 ${pen.number(customers)} 位客户检验：任取一位流失者和一位留存者，${pen.number(auc * 100)}% 的情况下判断对谁的风险更高（AUC ${pen.number(auc, 3)}，猜测为 50%）；风险最高的 10% 中有 ${riskiest} 流失，是总体 ${pen.percent(baseRate)} 的 ${pen.number(lift10, 1)} 倍。`,
      `Tested on later data of ${pen.count(customers, 'customer', 'customers')} that the model had not seen: given one who left and one who stayed, it ranks them correctly ${pen.number(auc * 100)} times in 100 (AUC ${pen.number(auc, 3)}; guessing gives 50). Of the riskiest 10%, ${riskiest} left, ${pen.number(lift10, 1)} times the overall ${pen.percent(baseRate)}.`,
    )}`
}

/** Why there is no reliable prediction, with the figures of the test. */
export function testSentence({ churn, horizonDays }: Analysis, pen: Pen): string {
  const { quality, gate, tried, rung, rungReason } = churn.card
  if (gate !== 'failed' || quality === null) {
    return pen.say(
      `没有足够的后续数据可供检验：${rungReason.zh}。总体流失率也还不知道。`,
      `There is too little later data to test a prediction on: ${lowerFirst(rungReason.en)}. The overall churn rate isn't known yet either.`,
    )
  }
  const rate = pen.say(
    `检验期内总体流失率为 ${pen.percent(quality.baseRate)}：${pen.number(quality.customers)} 位客户中有 ${pen.number(quality.churners)} 位在 ${horizonDays} 天内没有再下单。`,
    `Overall, ${pen.percent(quality.baseRate)} left in the test: ${pen.number(quality.churners)} of ${pen.count(quality.customers, 'customer', 'customers')} had no order in ${horizonDays} days.`,
  )
  const judged = tried ?? (rung === 'base-rate' ? null : { rung, auc: quality.auc })
  if (judged === null) return `${pen.say('模型在后续数据上不比猜测准。', 'On later data the model did no better than guessing.')} ${rate}`
  const name = RUNG_NAMES[judged.rung] ?? { zh: judged.rung, en: judged.rung }
  return `${pen.say(
    `用 ${pen.number(quality.customers)} 位客户的后续数据检验，最好的模型（${name.zh}）的 AUC 为 ${pen.number(judged.auc, 2)}，与猜测（0.5）没有可靠的差别。`,
    `On later data of ${pen.count(quality.customers, 'customer', 'customers')} the best model (${lowerFirst(name.en)}) reached an AUC of ${pen.number(judged.auc, 2)}, which is not reliably better than guessing (0.5).`,
  )} ${rate}`
}

/** What would make a prediction possible. */
export function whatWouldHelp({ churn, horizonDays, sales }: Analysis, pen: Pen): readonly string[] {
  const days = 3 * horizonDays
  return [
    pen.say(
      `更长的历史：至少 ${pen.number(days)} 天的订单，最好两年，用来在后续数据上检验 ${horizonDays} 天的预测期。`,
      `A longer history: at least ${pen.number(days)} days of orders, ideally two years, so that a horizon of ${horizonDays} days can be tested on later data.`,
    ),
    sales.anonymousLines > 0
      ? pen.say(
          `更多订单带有客户编号：有 ${pen.number(sales.anonymousLines)} 行没有客户，不能归于任何人。`,
          `Customer ids on more orders: ${pen.count(sales.anonymousLines, 'line names', 'lines name')} no customer and can’t be assigned.`,
        )
      : pen.say('稳定的客户编号：同一位客户始终用同一个编号。', 'Stable customer ids: one customer always under the same id.'),
    ...(churn.scored < 500
      ? [
          pen.say(
            '更多客户：几百位客户以下，检验只能看出很大的差别。',
            'More customers: with fewer than a few hundred, a test detects only large differences.',
          ),
        ]
      : []),
    pen.say(
      '订单以外的数据：访问、客服工单、营销触达（导入本产品后即可使用）。',
      'More than orders: visits, service tickets, messages (imported into the product).',
    ),
  ]
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}
