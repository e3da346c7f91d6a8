import type { Confusion, TabularQuality } from '#predict/tabular/tabular-quality.ts'
import { figure, table } from '#report/figure.ts'
import { html, type Html } from '#report/html.ts'
import type { Pen } from '#report/pen.ts'
import type { ModelReport } from '../../model-report.ts'
import { gainsChart, probabilityHistogram, reliabilityChart, rocChart } from '../charts/model-charts.ts'

/** Quality of the predictions on rows not used for training. */
export function qualitySection({ training }: ModelReport, pen: Pen): Html | null {
  const { quality } = training
  if (quality === null) return null
  const fifth = quality.liftCurve.find(({ fraction }) => fraction === 0.2)
  return html`<section id="${pen.language}-quality">
    <h2>${pen.say('有多准', 'How good it is')}</h2>
    <p>
      ${pen.say(
        '每一行的概率都由没有见过它的模型给出，因此这里的数字就是用在新客户身上可以期待的水平——前提是新数据与这份数据同样产生。',
        'Each row was predicted by a model that had not seen it, so expect these figures on new customers, as long as they come from the same source.',
      )}
    </p>
    <div class="cards">
      ${figure(pen, {
        title: pen.say('先联系风险最高的客户', 'Working from the riskiest down'),
        reading: pen.say(
          `联系风险最高的 20%，可覆盖 ${pen.percent(fifth?.captured ?? 0)} 的目标；风险最高的 10% 是平均的 ${pen.number(quality.lift10, 1)} 倍。`,
          `The riskiest 20% hold ${pen.percent(fifth?.captured ?? 0)} of all positives; the riskiest 10% are ${pen.number(quality.lift10, 1)} times the average.`,
        ),
        plan: gainsChart(quality, pen),
        key: [
          { name: pen.say('本模型', 'This model'), colour: 'accent' },
          { name: pen.say('理论最好', 'Best possible'), colour: 'greySoft' },
          { name: pen.say('随机', 'Chance'), mark: 'dash' },
        ],
        columns: [
          { name: pen.say('前', 'Riskiest'), numeric: true },
          { name: pen.say('覆盖', 'Found'), numeric: true },
          { name: pen.say('提升', 'Lift'), numeric: true },
          { name: pen.say('其中比例', 'Rate'), numeric: true },
        ],
        rows: quality.liftCurve.map(({ fraction, captured, lift, rate }) => [
          pen.percent(fraction),
          pen.percent(captured, 1),
          pen.number(lift, 2),
          pen.percent(rate, 1),
        ]),
      })}
      ${figure(pen, {
        title: pen.say('概率可信吗：可靠性图', 'Do the probabilities come true?'),
        reading: pen.say(
          '点越贴近虚线，概率越可信。每个点是十分之一的行。',
          'The nearer the dots to the dashed line, the better. Each dot is a tenth of the rows.',
        ),
        plan: reliabilityChart(quality.reliability, pen),
        key: [
          { name: pen.say('预测与实际', 'Predicted and observed'), colour: 'accent' },
          { name: pen.say('完全一致', 'Perfect'), mark: 'dash' },
        ],
        columns: [
          { name: pen.say('预测', 'Predicted'), numeric: true },
          { name: pen.say('实际', 'Observed'), numeric: true },
          { name: pen.say('行', 'Rows'), numeric: true },
        ],
        rows: quality.reliability.map(({ predicted, observed, count }) => [
          pen.percent(predicted, 1),
          pen.percent(observed, 1),
          pen.number(count),
        ]),
      })}
      ${figure(pen, {
        title: pen.say('ROC 曲线', 'ROC curve'),
        reading: pen.say(`曲线下面积（AUC）${pen.number(quality.auc, 3)}。`, `The area under it (AUC) is ${pen.number(quality.auc, 3)}.`),
        plan: rocChart(quality.roc, pen),
        key: [
          { name: pen.say('本模型', 'This model'), colour: 'accent' },
          { name: pen.say('随机', 'Chance'), mark: 'dash' },
        ],
        columns: [
          { name: pen.say('误报率', 'False positive rate'), numeric: true },
          { name: pen.say('召回率', 'True positive rate'), numeric: true },
        ],
        rows: thinned(quality.roc, 20).map(([x, y]) => [pen.percent(x, 1), pen.percent(y, 1)]),
      })}
      ${figure(pen, {
        title: pen.say('概率的分布', 'Distribution of probabilities'),
        reading: pen.say(
          `深色为不低于阈值 ${pen.percent(quality.atBest.threshold)} 的行。`,
          `Darker: rows at and above the threshold of ${pen.percent(quality.atBest.threshold)}.`,
        ),
        plan: probabilityHistogram(quality.histogram, quality.atBest.threshold, pen),
        columns: [{ name: pen.say('概率', 'Probability') }, { name: pen.say('行', 'Rows'), numeric: true }],
        rows: quality.histogram.map((count, i) => [`${i * 10}–${(i + 1) * 10}%`, pen.number(count)]),
      })}
      ${confusionCard(quality.atBest, pen, pen.say('阈值：精确率与召回率最均衡处', 'Threshold where precision and recall balance best'))}
      ${confusionCard(quality.atHalf, pen, pen.say('阈值：50%', 'Threshold of 50%'))} ${measures(quality, training.shuffledAuc, pen)}
    </div>
  </section>`
}

function confusionCard(confusion: Confusion, pen: Pen, title: string): Html {
  const { truePositives, falsePositives, falseNegatives, trueNegatives, precision, recall, threshold } = confusion
  return html`<div class="card">
    <h3>${title}${threshold === 0.5 ? '' : pen.say(`（${pen.percent(threshold)}）`, ` (${pen.percent(threshold)})`)}</h3>
    <p>
      ${pen.say(
        `提示 ${pen.number(truePositives + falsePositives)} 行，其中 ${precision === null ? '—' : pen.percent(precision)} 属实；找出全部目标的 ${pen.percent(recall)}。`,
        `${pen.number(truePositives + falsePositives)} rows are flagged; ${precision === null ? '—' : pen.percent(precision)} of them rightly. ${pen.percent(recall)} of all positives are found.`,
      )}
    </p>
    ${table(
      [{ name: '' }, { name: pen.say('预测：是', 'Flagged'), numeric: true }, { name: pen.say('预测：否', 'Not flagged'), numeric: true }],
      [
        [pen.say('实际：是', 'Positive'), pen.number(truePositives), pen.number(falseNegatives)],
        [pen.say('实际：否', 'Negative'), pen.number(falsePositives), pen.number(trueNegatives)],
      ],
    )}
  </div>`
}

function measures(quality: TabularQuality, shuffledAuc: number | null, pen: Pen): Html {
  const base = pen.say('基准', 'baseline')
  const rows: readonly (readonly [string, string, string])[] = [
    [
      pen.say('对数损失', 'Log loss'),
      pen.number(quality.logLoss, 4),
      pen.say(
        `${base} ${pen.number(quality.baseLogLoss, 4)}（总是给出平均比例）；越小越好`,
        `${base} ${pen.number(quality.baseLogLoss, 4)} (always saying the mean rate); smaller is better`,
      ),
    ],
    [
      pen.say('Brier 分数', 'Brier score'),
      pen.number(quality.brier, 4),
      pen.say(`${base} ${pen.number(quality.baseBrier, 4)}；越小越好`, `${base} ${pen.number(quality.baseBrier, 4)}; smaller is better`),
    ],
    [
      pen.say('各折 AUC', 'AUC by fold'),
      `${pen.number(Math.min(...quality.foldAucs), 3)}–${pen.number(Math.max(...quality.foldAucs), 3)}`,
      pen.say('换一批客户，结果会在这个范围内变动', 'how far another set of customers may move it'),
    ],
    ...(shuffledAuc === null
      ? []
      : [
          [
            pen.say('打乱结果后的 AUC', 'AUC with shuffled outcomes'),
            pen.number(shuffledAuc, 3),
            pen.say('应接近 0.5，否则检验方法本身有问题', 'should be about 0.5, or the test itself gives the outcome away'),
          ] as const,
        ]),
  ]
  return html`<div class="card whole">
    <h3>${pen.say('其他指标', 'Other measures')}</h3>
    <div class="scroll">
      ${table([{ name: pen.say('指标', 'Measure') }, { name: pen.say('结果', 'Result'), numeric: true }, { name: pen.say('怎么读', 'How to read it') }], rows)}
    </div>
  </div>`
}

function thinned<T>(items: readonly T[], most: number): T[] {
  const step = Math.max(1, Math.ceil(items.length / most))
  return items.filter((_, i) => i % step === 0 || i === items.length - 1)
}
