import type { ChurnCardQuality } from '#predict/churn/train/churn-card.ts'
import type { Analysis } from '../../analysis.ts'
import { barList } from '#report/charts/bar-list.ts'
import { INK } from '#report/charts/chart-style.ts'
import { liftChart, reliabilityChart, riskHistogram } from '../charts/churn-charts.ts'
import { figure, table } from '#report/figure.ts'
import { html } from '#report/html.ts'
import type { Html } from '#report/html.ts'
import { CAUSE_NAMES, RISK_NAMES, RUNG_NAMES } from '../labels.ts'
import type { Pen } from '#report/pen.ts'
import { testSentence, whatWouldHelp } from './confidence.ts'

/** Which customers may churn, why, and how reliable the prediction is; or why there is none yet, and what would help. */
export function riskSection(analysis: Analysis, pen: Pen): Html {
  const { churn } = analysis
  if (churn.atRiskFrom === null) return unpredictable(analysis, pen)
  const { quality, definition } = churn.card
  return html`<section id="${pen.language}-risk">
    <h2>${pen.say('流失风险', 'Churn risk')}</h2>
    <p>${pen.text(definition.text)}${pen.say('。', '.')} ${pen.text(analysis.horizonReason)}${pen.say('。', '.')}</p>
    ${
      analysis.sales.unconverted.length === 0
        ? null
        : html`<p class="note">
            ${pen.say('其他币种的消费在预测中按 0 计：主要用这些币种付款的客户，其概率和金额都偏离实际。', 'Spend in other currencies counts as 0 in the prediction: for customers who mostly pay in them, neither the probability nor the amounts are right.')}
          </p>`
    }
    ${
      churn.card.candidates.length === 0
        ? html`<p class="note">
            <strong>${pen.say('数据不足，未能训练模型。', 'Not enough data to train a model.')}</strong>
            ${pen.text(churn.card.rungReason)}${pen.say('。', '.')}
          </p>`
        : null
    }
    <div class="cards">
      ${figure(pen, {
        title: pen.say('风险分布', 'Distribution of risk'),
        reading: churn.riskTiers
          .map((each) =>
            pen.say(
              `${riskName(each.tier, pen)} ${pen.number(each.customers)} 位`,
              `${riskName(each.tier, pen)}: ${pen.number(each.customers)}`,
            ),
          )
          .concat(pen.say(`${pen.percent(churn.atRiskFrom, 1)} 起计为有流失风险`, `at risk from ${pen.percent(churn.atRiskFrom, 1)} on`))
          .join(pen.say('，', ', ')),
        plan: riskHistogram(churn.histogram, pen),
        key: [
          { name: pen.say('高（80% 以上）', 'High (80% and more)'), colour: 'high' },
          { name: pen.say('中（50%–80%）', 'Medium (50–80%)'), colour: 'medium' },
          { name: pen.say('低', 'Low'), colour: 'low' },
        ],
        columns: [{ name: pen.say('流失概率', 'Probability') }, { name: pen.say('客户', 'Customers'), numeric: true }],
        rows: churn.histogram.map((count, i) => [`${i * 10}–${(i + 1) * 10}%`, pen.number(count)]),
      })}
      ${figure(pen, {
        title: pen.say('有流失风险的客户：主要依据', 'Customers at risk by leading cause'),
        reading: pen.say(
          '统计上的关联，不等于因果；策略按此匹配。',
          'Associations in the data, not proof of cause; strategies are matched by them.',
        ),
        plan: barList(
          pen.say('按主要依据划分的风险客户数', 'Customers at risk by leading cause'),
          churn.causes.map((each) => ({
            name: pen.text(CAUSE_NAMES[each.cause]),
            value: each.customers,
            text: `${pen.number(each.customers)} · ${pen.shortMoney(each.valueAtRisk)}`,
            colour: INK.medium,
          })),
          270,
        ),
        columns: [
          { name: pen.say('依据', 'Cause') },
          { name: pen.say('客户', 'Customers'), numeric: true },
          { name: pen.say('风险金额', 'Value at risk'), numeric: true },
        ],
        rows: churn.causes.map((each) => [pen.text(CAUSE_NAMES[each.cause]), pen.number(each.customers), pen.money(each.valueAtRisk)]),
      })}
      ${quality === null ? null : qualityFigures(analysis, quality, pen)}
    </div>
  </section>`
}

function unpredictable(analysis: Analysis, pen: Pen): Html {
  const { card, scored } = analysis.churn
  return html`<section id="${pen.language}-risk">
    <h2>${pen.say('流失风险', 'Churn risk')}</h2>
    <p>${pen.text(card.definition.text)}${pen.say('。', '.')} ${pen.text(analysis.horizonReason)}${pen.say('。', '.')}</p>
    ${
      scored === 0
        ? null
        : html`<div class="note">
            <strong>
              ${
                card.gate === 'failed'
                  ? pen.say('各种模型都不比猜测准。', 'No model did better than guessing.')
                  : pen.say('数据不足，未能检验。', 'Not enough data to test the prediction.')
              }
            </strong>
            ${testSentence(analysis, pen)}
            ${pen.say('因此本报告不给出每位客户的流失概率、风险等级和可能流失的人数。', 'So this report gives no churn probability and no risk tier per customer, and no number of customers at risk.')}
          </div>`
    }
    <div class="card">
      <h3>${pen.say('怎样才能预测', 'What would help')}</h3>
      <ul class="plain">
        ${whatWouldHelp(analysis, pen).map((text) => html`<li>${text}</li>`)}
      </ul>
    </div>
  </section>`
}

function qualityFigures({ churn, horizonDays }: Analysis, quality: ChurnCardQuality, pen: Pen): readonly Html[] {
  const { card } = churn
  const tenth = quality.liftCurve.find((point) => Math.abs(point.share - 0.2) < 1e-9)
  const importance = card.importance.slice(0, 8)
  const strongest = importance[0]
  const gain = quality.accuracy - quality.baseAccuracy
  return [
    html`<div class="card whole">
      <h3>${pen.say('预测有多准', 'How good the prediction is')}</h3>
      <p>
        ${pen.say(
          `回到 ${pen.date(new Date(quality.asOf))}，只用当时已知的数据预测 ${pen.number(quality.customers)} 位客户，再与之后 ${horizonDays} 天的真实结果比较；模型没有见过这段时间。${card.rungReason.zh}。`,
          `As of ${pen.date(new Date(quality.asOf))}, with only the data known then, ${pen.count(quality.customers, 'customer was', 'customers were')} scored and compared with their orders in the ${horizonDays} days after, which the model had not seen. ${card.rungReason.en}.`,
        )}
      </p>
      <div class="scroll">
        ${table(
          [
            { name: pen.say('指标', 'Measure') },
            { name: pen.say('结果', 'Result'), numeric: true },
            { name: pen.say('怎么读', 'How to read it') },
          ],
          [
            [
              pen.say('准确率', 'Accuracy'),
              pen.percent(quality.accuracy, 1),
              pen.say(
                `一律按多数情况判断可得 ${pen.percent(quality.baseAccuracy, 1)}，模型${gain >= 0 ? '高' : '低'} ${pen.number(Math.abs(gain) * 100, 1)} 个百分点`,
                `Always predicting the more common outcome gives ${pen.percent(quality.baseAccuracy, 1)}; the model is ${pen.number(Math.abs(gain) * 100, 1)} points ${gain >= 0 ? 'better' : 'worse'}`,
              ),
            ],
            [
              pen.say('基准流失率', 'Base rate'),
              pen.percent(quality.baseRate, 1),
              pen.say(`${pen.number(quality.churners)} 位真实流失`, `${pen.count(quality.churners, 'customer', 'customers')} did leave`),
            ],
            [
              'AUC',
              pen.number(quality.auc, 3),
              pen.say(
                '流失者得分高于留存者的概率；0.5 为随机，1 为完美',
                'Chance that a leaver scores above a stayer; 0.5 is chance, 1 is perfect',
              ),
            ],
            [
              pen.say('校准误差', 'Calibration error'),
              pen.percent(quality.ece, 1),
              pen.say('预测概率与实际比例的平均差距，越小越好', 'Mean gap between predicted and observed rates; smaller is better'),
            ],
            ...quality.tiers.map((tier) => [
              pen.say(`${riskName(tier.tier, pen)}组`, riskName(tier.tier, pen)),
              tier.precision === null ? '—' : pen.percent(tier.precision, 1),
              pen.say(
                `该组 ${pen.number(tier.customers)} 位客户中真实流失的比例；覆盖全部流失者的 ${tier.recall === null ? '—' : pen.percent(tier.recall)}`,
                `of its ${pen.count(tier.customers, 'customer', 'customers')} did leave; ${tier.recall === null ? '—' : pen.percent(tier.recall)} of all leavers were in it`,
              ),
            ]),
          ],
        )}
      </div>
    </div>`,
    figure(pen, {
      title: pen.say('概率可信吗：可靠性图', 'Do the probabilities come true?'),
      reading: pen.say(
        '纵轴为实际流失率；点越贴近虚线，概率越可信。',
        'The vertical axis is the churn rate that followed; the nearer the dots to the dashed line, the better.',
      ),
      plan: reliabilityChart(quality.reliability, pen),
      key: [
        { name: pen.say('预测与实际', 'Predicted and observed'), colour: 'accent' },
        { name: pen.say('完全一致', 'Perfect'), mark: 'dash' },
      ],
      columns: [
        { name: pen.say('预测', 'Predicted'), numeric: true },
        { name: pen.say('实际', 'Observed'), numeric: true },
        { name: pen.say('客户', 'Customers'), numeric: true },
      ],
      rows: quality.reliability.map((bin) => [pen.percent(bin.predicted, 1), pen.percent(bin.observed, 1), pen.number(bin.count)]),
    }),
    figure(pen, {
      title: pen.say('先联系风险最高的客户', 'Working from the riskiest down'),
      reading:
        tenth === undefined
          ? ''
          : pen.say(
              `联系风险最高的 20%，可覆盖 ${pen.percent(tenth.captured)} 的流失者；风险最高的 10% 流失率是平均的 ${pen.number(quality.lift10, 1)} 倍。`,
              `The riskiest 20% hold ${pen.percent(tenth.captured)} of those who left; the riskiest 10% leave ${pen.number(quality.lift10, 1)} times as often as average.`,
            ),
      plan: liftChart(quality.liftCurve, quality.baseRate, pen),
      key: [
        { name: pen.say('本模型', 'This model'), colour: 'accent' },
        { name: pen.say('理论最好', 'Best possible'), colour: 'greySoft' },
        { name: pen.say('随机', 'Chance'), mark: 'dash' },
      ],
      columns: [
        { name: pen.say('联系的客户', 'Customers contacted'), numeric: true },
        { name: pen.say('覆盖的流失者', 'Leavers reached'), numeric: true },
      ],
      rows: quality.liftCurve.map((point) => [pen.percent(point.share), pen.percent(point.captured)]),
    }),
    ...(importance.length === 0
      ? []
      : [
          html`${figure(pen, {
              title: pen.say('模型最看重什么', 'What the model looks at'),
              reading:
                strongest === undefined
                  ? ''
                  : pen.say(`影响最大的是“${strongest.label.zh}”。`, `The strongest signal: ${lowerFirst(strongest.label.en)}.`),
              plan: {
                ...barList(
                  pen.say('特征重要性', 'Importance of features'),
                  importance.map((each) => ({ name: pen.text(each.label), value: each.importance, text: pen.number(each.importance, 2) })),
                ),
              },
              columns: [
                { name: pen.say('特征', 'Feature') },
                { name: pen.say('平均影响（对数几率）', 'Mean effect (log-odds)'), numeric: true },
              ],
              rows: card.importance.map((each) => [pen.text(each.label), pen.number(each.importance, 3)]),
            })}
            <div class="card">
              <h3>${pen.say('比较过的模型', 'Models compared')}</h3>
              <p>
                ${pen.say('在比训练后续数据上比较，取对数损失最小者。', 'Compared on data later than their training data; the lowest log loss wins.')}
              </p>
              ${table(
                [
                  { name: pen.say('模型', 'Model') },
                  { name: 'AUC', numeric: true },
                  { name: pen.say('对数损失', 'Log loss'), numeric: true },
                  { name: '' },
                ],
                card.candidates.map((each) => [
                  candidateName(each.rung, pen),
                  pen.number(each.auc, 3),
                  pen.number(each.logLoss, 3),
                  each.chosen ? html`<span class="tag">${pen.say('采用', 'used')}</span>` : '',
                ]),
              )}
            </div>`,
        ]),
  ]
}

/** `logistic-300` and `trees-4` in plain words. */
function candidateName(candidate: string, pen: Pen): string {
  const [, rung = candidate, number] = /^(.*)-(\d+)$/.exec(candidate) ?? []
  const name = pen.text(RUNG_NAMES[rung] ?? { zh: rung, en: rung })
  if (number === undefined) return name
  return rung === 'trees'
    ? pen.say(`${name}（深度 ${number}）`, `${name}, depth ${number}`)
    : pen.say(`${name}（L2 ${number}）`, `${name}, L2 ${number}`)
}

function riskName(tier: string, pen: Pen): string {
  return tier === 'high' || tier === 'medium' || tier === 'low' ? pen.text(RISK_NAMES[tier]) : tier
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}
