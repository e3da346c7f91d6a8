import { table } from '#report/figure.ts'
import { html, type Html } from '#report/html.ts'
import type { Pen } from '#report/pen.ts'
import type { ModelReport } from '../../model-report.ts'
import { candidateName } from '../candidate-name.ts'

/** The models compared, and how each figure was computed. */
export function modelMethod({ training, seconds }: ModelReport, pen: Pen): Html {
  const { candidates, target, folds, repeats, comparedOn } = training
  const others = target.negatives.slice(0, 4).join(pen.say('、', ', '))
  const terms: readonly (readonly [string, string])[] = [
    [
      pen.say('目标', 'Target'),
      pen.say(
        `“${target.name}” = “${target.positive}” 记为 1${target.guessed ? '（自动判断）' : ''}，其余（${others}）记为 0。`,
        `"${target.name}" = "${target.positive}" counts as 1${target.guessed ? ' (guessed)' : ''}, the others (${others}) as 0.`,
      ),
    ],
    ...(candidates.length === 0
      ? []
      : ([
          [
            pen.say('交叉验证', 'Cross-validation'),
            pen.say(
              `${pen.number(comparedOn)} 行按结果比例分成 ${folds} 份，轮流以其中一份检验、其余训练${repeats > 1 ? `，换 ${repeats} 次分法取平均` : ''}。`,
              `${pen.number(comparedOn)} rows in ${folds} parts with equal shares of each outcome; each part is judged by models of the others${repeats > 1 ? `, averaged over ${repeats} ways of parting` : ''}.`,
            ),
          ],
          [
            pen.say('概率', 'Probabilities'),
            pen.say(
              `各模型的对数几率加权相加（Platt 校准），检验时权重也只用其他份。scores.csv 中参与训练的行给出的是没有见过它的模型的概率。`,
              `The log-odds of the models are weighted and added up (Platt calibration), in the test with weights from other folds only. In scores.csv, rows used for training have the probability from models that had not seen them.`,
            ),
          ],
          [
            pen.say('影响与依据', 'Effects and reasons'),
            pen.say('Shapley 值（对数几率），同一列的各部分相加。', 'Shapley values in log-odds, the parts of a column added up.'),
          ],
          [
            pen.say('未用的信息', 'Limits'),
            pen.say(
              '一张表看不出各列是何时记录的。若某列在结果之后才更新，请用 --drop 排除；最好用更晚的一段时间再检验一次。',
              'A table does not say when each column was filled in. Use --drop to leave out columns updated after the outcome, and test again on later data if you can.',
            ),
          ],
        ] as const)),
    [pen.say('用时', 'Time'), pen.say(`${pen.number(seconds, 1)} 秒`, `${pen.number(seconds, 1)} seconds`)],
  ]
  return html`<section id="${pen.language}-method">
    <h2>${pen.say('方法', 'Method')}</h2>
    <div class="cards">
      ${
        candidates.length === 0
          ? null
          : html`<div class="card whole">
              <h3>${pen.say('比较过的模型', 'Models compared')}</h3>
              <p>
                ${pen.say(
                  `共试了 ${pen.number(training.tried)} 组参数。每一份都只用其余各份来选参数、定权重、做校准，再由这一份检验；表中是检验结果。`,
                  `${pen.count(training.tried, 'setting was', 'settings were')} tried. For each part, settings, weights and calibration were chosen from the other parts only, and judged by this one: these are the figures.`,
                )}
              </p>
              <div class="scroll">
                ${table(
                  [
                    { name: pen.say('模型', 'Model') },
                    { name: 'AUC', numeric: true },
                    { name: '±', numeric: true },
                    { name: pen.say('对数损失', 'Log loss'), numeric: true },
                    { name: '' },
                  ],
                  candidates.map((each) => [
                    candidateName(each.parts, pen),
                    pen.number(each.auc, 4),
                    pen.number(each.aucSd, 4),
                    pen.number(each.logLoss, 4),
                    each.chosen ? html`<span class="tag">${pen.say('采用', 'used')}</span>` : '',
                  ]),
                )}
              </div>
            </div>`
      }
      <div class="card whole">
        <dl class="terms">
          ${terms.map(
            ([name, text]) =>
              html`<dt>${name}</dt>
                <dd>${text}</dd>`,
          )}
        </dl>
      </div>
    </div>
  </section>`
}
