import { html, trusted, type Html } from '#report/html.ts'
import type { Pen } from '#report/pen.ts'
import type { ModelReport } from '../../model-report.ts'
import { familyName } from '../candidate-name.ts'

/** What the model can do in one sentence, the five figures behind it, and links to the sections. */
export function modelOpening(report: ModelReport, pen: Pen): Html {
  return html`${headline(report, pen)} ${keyFigures(report, pen)} ${leakNote(report, pen)} ${contents(report, pen)}`
}

function headline({ training, fileName, rows }: ModelReport, pen: Pen): Html {
  const { quality, target, candidates, learntFrom } = training
  const outcome = `${target.name} = ${target.positive}`
  if (quality === null) {
    return html`<h1>
        ${pen.say('数据太少，还不能学出规律：', 'Too little data for training yet: ')}<b>${pen.percent(training.model.baseRate)}</b>${pen.say(
          ` 是目前唯一可靠的概率。`,
          ' is the only probability to go by.',
        )}
      </h1>
      <p class="lead">
        ${pen.say(
          `${fileName} 中两类结果各需至少 10 行。以下是对这份数据的检查。`,
          `At least ten rows of each outcome are needed; ${fileName} has fewer. The findings about the data follow.`,
        )}
      </p>`
  }
  if (training.rung === 'base-rate') {
    return html`<h1>
        ${pen.say('这些列', 'These columns ')}<b>${pen.say('看不出', 'do not tell')}</b>${pen.say(`谁会“${outcome}”。`, ` which rows have ${outcome}.`)}
      </h1>
      <p class="lead">
        ${pen.say(
          `${fileName}，共 ${pen.number(rows)} 行。没有模型在未见过的行上胜过平均比例，因此每行都给出 ${pen.percent(quality.baseRate, 1)}；以下指标属于其中最好的一个，仅供参考。`,
          `${fileName}, ${pen.count(rows, 'row', 'rows')}. No model beat the mean rate on rows it had not seen, so every row gets ${pen.percent(quality.baseRate, 1)}. The figures below are those of the best one, for the record.`,
        )}
      </p>`
  }
  const fifth = quality.liftCurve.find(({ fraction }) => fraction === 0.2)
  const chosen = candidates.find((each) => each.chosen)
  return html`<h1>
      ${
        pen.language === 'zh'
          ? html`风险最高的 20% 中，集中了 <b>${pen.percent(fifth?.captured ?? 0)}</b> 的“${outcome}”；任取其中一行与另一类的一行，模型有
              <b>${pen.percent(quality.auc)}</b> 的把握排对先后。`
          : html`The riskiest fifth of the rows holds <b>${pen.percent(fifth?.captured ?? 0)}</b> of all with ${outcome}. Shown one of those
              and one of the others, the model puts them in the right order <b>${pen.percent(quality.auc)}</b> of the time.`
      }
    </h1>
    <p class="lead">
      ${pen.say(
        `${fileName}，共 ${pen.number(rows)} 行，用 ${pen.number(learntFrom)} 行训练。采用${familyName(chosen?.parts ?? [], pen)}；所有质量指标都来自模型没有见过的行（${training.folds} 折交叉验证${training.repeats > 1 ? `，重复 ${training.repeats} 次` : ''}）。`,
        `${fileName}, ${pen.count(rows, 'row', 'rows')}; trained on ${pen.number(learntFrom)}. Chosen: ${familyName(chosen?.parts ?? [], pen)}. All quality figures come from rows that the model had not seen (${training.folds}-fold cross-validation${training.repeats > 1 ? `, repeated ${training.repeats} times` : ''}).`,
      )}
    </p>`
}

function keyFigures({ training, scores }: ModelReport, pen: Pen): Html {
  const { quality, model } = training
  const gain = quality === null ? 0 : (quality.accuracy - quality.baseAccuracy) * 100
  const figures: readonly (readonly [string, string, string])[] =
    quality === null
      ? [
          [pen.say('基准比例', 'Base rate'), pen.percent(model.baseRate, 1), pen.say('每行都给出这个概率', 'given to every row')],
          [pen.say('有结果的行', 'Rows with an outcome'), pen.number(training.labelled), ''],
          [pen.say('打分的行', 'Rows scored'), pen.number(scores.rows), ''],
        ]
      : [
          [
            'AUC',
            pen.number(quality.auc, 3),
            pen.say(
              `各折标准差 ${pen.number(quality.aucSd, 3)}；0.5 为随机`,
              `± ${pen.number(quality.aucSd, 3)} over the folds; 0.5 is chance`,
            ),
          ],
          [
            pen.say('准确率', 'Accuracy'),
            pen.percent(quality.accuracy, 1),
            pen.say(
              `一律按多数情况判断为 ${pen.percent(quality.baseAccuracy, 1)}，${gain >= 0 ? '高' : '低'} ${pen.number(Math.abs(gain), 1)} 个百分点`,
              `${pen.number(Math.abs(gain), 1)} points ${gain >= 0 ? 'above' : 'below'} always guessing the larger class (${pen.percent(quality.baseAccuracy, 1)})`,
            ),
          ],
          [
            pen.say('校准误差', 'Calibration error'),
            pen.percent(quality.ece, 1),
            pen.say('预测概率与实际比例的平均差距', 'mean gap between predicted and observed'),
          ],
          [
            pen.say('前 10% 的提升', 'Lift of the top 10%'),
            `${pen.number(quality.lift10, 1)}×`,
            pen.say('风险最高的 10% 相对平均', 'rate among the riskiest tenth over the mean'),
          ],
          [
            pen.say('基准比例', 'Base rate'),
            pen.percent(quality.baseRate, 1),
            pen.say(
              `${pen.number(quality.positives)} / ${pen.number(quality.rows)} 行`,
              `${pen.number(quality.positives)} of ${pen.number(quality.rows)} rows`,
            ),
          ],
        ]
  return html`<dl class="figures">
    ${figures.map(
      ([name, figure, note]) =>
        html`<div>
          <dt>${name}</dt>
          <dd>${figure}<small>${note}</small></dd>
        </div>`,
    )}
  </dl>`
}

const FIRST = new Set(['positive', 'merged-values', 'too-good', 'shuffled', 'no-signal', 'repeated-rows', 'scattered-rows'])

/** Leaks, and which value counts as left, come first because they matter most. */
function leakNote({ findings }: ModelReport, pen: Pen): Html | null {
  const serious = findings.filter(({ code }) => code.startsWith('leak') || FIRST.has(code))
  if (serious.length === 0) return null
  return html`<div class="note" style="margin-top:18px">
    <strong>${pen.say('请先看这里', 'Read this first')}</strong>
    <ul class="plain">
      ${serious.map(({ text }) => html`<li>${pen.text(text)}</li>`)}
    </ul>
  </div>`
}

function contents({ training }: ModelReport, pen: Pen): Html {
  const entries: readonly (readonly [string, string])[] = [
    ...(training.quality === null
      ? []
      : ([
          ['quality', pen.say('有多准', 'How good it is')],
          ['why', pen.say('看重什么', 'What it looks at')],
          ['rows', pen.say('风险最高的行', 'Riskiest rows')],
        ] as const)),
    ['data', pen.say('数据检查', 'The data')],
    ['method', pen.say('方法', 'Method')],
  ]
  return html`<nav aria-label="${pen.say('目录', 'Contents')}">
    ${entries.map(([id, name]) => html`<a href="#${pen.language}-${id}">${name}</a>${trusted('\n')}`)}
  </nav>`
}
