import { DAY_MS } from '#kernel/clock.ts'
import type { Analysis } from '../../analysis.ts'
import { html } from '#report/html.ts'
import type { Html } from '#report/html.ts'
import { LIFECYCLE_SCHEME, withScheme } from '#segment/segment-labels.ts'
import { CHANNEL_NAMES, RISK_NAMES, TIER_NAMES } from '../labels.ts'
import type { Pen } from '#report/pen.ts'
import type { WorklistEntry } from '../../worklist.ts'
import { worklist } from '../../worklist.ts'

const SHOWN = 50

/** The customers to act on first, with reasons in words; or customers ordered by spend. Ids are masked; the list next to the report has them. */
export function worklistSection(analysis: Analysis, pen: Pen): Html {
  const { atRiskFrom, listed } = analysis.churn
  const rows = worklist(analysis.customers, atRiskFrom, listed).slice(0, SHOWN)
  const list = analysis.files[0]
  if (atRiskFrom === null) return spendSection(analysis, rows, list?.name, pen)
  return html`<section id="${pen.language}-worklist">
    <h2>${pen.say('优先联系名单', 'Whom to contact first')}</h2>
    <p>
      ${pen.say(
        `有流失风险的 ${pen.number(analysis.churn.atRisk)} 位客户中，风险金额（流失概率 × 留存时的预计消费）最高的 ${pen.number(listed)} 位列入名单，此处显示前 ${rows.length} 位；名单长度可用 --top 调整。编号已脱敏${list === undefined ? '' : `；序号同 ${list.name} 中的“优先级”`}。`,
        `Of the ${pen.number(analysis.churn.atRisk)} customers at risk the ${pen.number(listed)} with the most value at risk (probability × spend if they stay) are on the list; the first ${rows.length} are shown. --top sets how many. Ids are masked${list === undefined ? '' : `; the numbers are the priorities of ${list.name}`}.`,
      )}
    </p>
    <div class="card">
      ${
        rows.length === 0
          ? html`<p>${pen.say('没有风险明显高于平均的客户。', 'No customer is well above average risk.')}</p>`
          : html`<table class="stack">
              <thead>
                <tr>
                  <th class="n">#</th>
                  <th>${pen.say('客户', 'Customer')}</th>
                  <th class="n">${pen.say('流失概率', 'Risk')}</th>
                  <th class="n">${pen.say('风险金额', 'At risk')}</th>
                  <th>${pen.say('分层', 'Tier')}</th>
                  <th>${pen.say('依据', 'Reasons')}</th>
                  <th>${pen.say('建议策略', 'Suggested strategy')}</th>
                </tr>
              </thead>
              <tbody>
                ${rows.map(
                  ({ customer, risk }, i) =>
                    html`<tr>
                      <td class="n wide">${i + 1}</td>
                      <td>${html`<span class="narrow-only">${i + 1}. </span>`}${customer.masked}</td>
                      <td class="n end">
                        <span class="tag ${risk.tier}"
                          >${risk.tier === '' ? '' : pen.text(RISK_NAMES[risk.tier])}
                          ${pen.percent(Math.floor(risk.probability * 100) / 100)}</span
                        >
                      </td>
                      <td class="n" data-name="${pen.say('风险金额', 'At risk')}">${pen.money(risk.valueAtRisk)}</td>
                      <td class="end">${pen.text(withScheme(LIFECYCLE_SCHEME, TIER_NAMES[customer.tier]))}</td>
                      <td class="row">
                        <ul class="why">
                          ${risk.reasons.map((reason) => html`<li>${pen.text(reason)}</li>`)}
                        </ul>
                      </td>
                      <td class="row" data-name="${pen.say('建议', 'Do')}">
                        ${risk.suggestion === null ? '—' : pen.text(risk.suggestion.name)}${risk.suggestion?.heldOut === true ? html` <span class="tag">${pen.say('对照', 'hold out')}</span>` : ''}
                      </td>
                    </tr>`,
                )}
              </tbody>
            </table>`
      }
    </div>
  </section>`
}

function spendSection({ asOf, horizonDays }: Analysis, rows: readonly WorklistEntry[], list: string | undefined, pen: Pen): Html {
  const silent = ({ customer }: WorklistEntry): string =>
    customer.lastOrderAt === null ? '—' : pen.number(Math.floor((asOf.getTime() - customer.lastOrderAt.getTime()) / DAY_MS))
  return html`<section id="${pen.language}-worklist">
    <h2>${pen.say('按消费排列的客户', 'Customers by spend')}</h2>
    <p>
      ${pen.say(
        `按 ${horizonDays} 天的平常消费从高到低排列，消费相同时久未下单者在前，显示前 ${rows.length} 位。这只是联系的先后顺序，不代表谁会流失。编号已脱敏${list === undefined ? '' : `；序号同 ${list}`}。`,
        `By usual spend in ${horizonDays} days, ties by longest silence; the first ${rows.length}. This is a working order, not a churn prediction. Ids are masked${list === undefined ? '' : `; the numbers are those of ${list}`}.`,
      )}
    </p>
    <div class="card">
      ${
        rows.length === 0
          ? html`<p>${pen.say('近一年没有下过单的客户。', 'No customer has ordered in the last year.')}</p>`
          : html`<table class="stack">
              <thead>
                <tr>
                  <th class="n">#</th>
                  <th>${pen.say('客户', 'Customer')}</th>
                  <th class="n">${pen.say('平常消费', 'Usual spend')}</th>
                  <th class="n">${pen.say('距最近下单（天）', 'Days since last order')}</th>
                  <th class="n">${pen.say('近一年订单', 'Orders in a year')}</th>
                  <th>${pen.say('分层', 'Tier')}</th>
                </tr>
              </thead>
              <tbody>
                ${rows.map(
                  (entry, i) =>
                    html`<tr>
                      <td class="n wide">${i + 1}</td>
                      <td>${html`<span class="narrow-only">${i + 1}. </span>`}${entry.customer.masked}</td>
                      <td class="n end">${pen.money(entry.risk.spendIfStayed)}</td>
                      <td class="n" data-name="${pen.say('距最近下单（天）', 'Days since last order')}">${silent(entry)}</td>
                      <td class="n" data-name="${pen.say('近一年订单', 'Orders in a year')}">${pen.number(entry.customer.orders)}</td>
                      <td class="row">${pen.text(withScheme(LIFECYCLE_SCHEME, TIER_NAMES[entry.customer.tier]))}</td>
                    </tr>`,
                )}
              </tbody>
            </table>`
      }
    </div>
  </section>`
}

/** Suggested actions, and for how many customers. */
export function strategiesSection({ strategies, churn }: Analysis, pen: Pen): Html {
  if (churn.atRiskFrom === null) {
    return html`<section id="${pen.language}-strategies">
      <h2>${pen.say('建议策略', 'Suggested strategies')}</h2>
      <p>
        ${pen.say(
          '目前不建议任何按风险触发的策略：还不知道谁会流失，现在发券等于随机发放。待预测通过检验后再启用。',
          'No risk-based strategy is proposed: without a reliable prediction, offers would go to customers at random. Turn strategies on once the prediction has passed its test.',
        )}
      </p>
    </section>`
  }
  const reached = strategies.reduce((sum, each) => sum + each.customers, 0)
  return html`<section id="${pen.language}-strategies">
    <h2>${pen.say('建议策略', 'Suggested strategies')}</h2>
    <p>
      ${pen.say(
        `名单上的每位客户最多匹配一个预期收益最高的策略，共 ${pen.number(reached)} / ${pen.number(churn.listed)} 位。其中随机留出一部分不联系，用来衡量真实效果。效果为保守假设，请以对照组结果为准。`,
        `Each customer on the list gets at most one strategy, the one with the best expected gain: ${pen.number(reached)} of ${pen.number(churn.listed)}. A random control group is not contacted, so that the true effect can be measured. Until then, effects are cautious assumptions.`,
      )}
    </p>
    <div class="card">
      ${
        strategies.length === 0
          ? html`<p>${pen.say('没有策略的预期收益高于成本。', 'No strategy is expected to bring more than it costs.')}</p>`
          : html`<table class="stack">
              <thead>
                <tr>
                  <th>${pen.say('策略', 'Strategy')}</th>
                  <th>${pen.say('渠道', 'Channel')}</th>
                  <th class="n">${pen.say('客户', 'Customers')}</th>
                  <th class="n">${pen.say('其中对照', 'Control group')}</th>
                  <th class="n">${pen.say('风险金额', 'At risk')}</th>
                  <th class="n">${pen.say('预计成本', 'Cost')}</th>
                  <th class="n">${pen.say('预期收益', 'Expected gain')}</th>
                </tr>
              </thead>
              <tbody>
                ${strategies.map(
                  (each) =>
                    html`<tr>
                      <td class="row"><strong>${pen.text(each.name)}</strong><br />${pen.text(each.summary)}</td>
                      <td>${pen.text(CHANNEL_NAMES[each.channel] ?? { zh: each.channel, en: each.channel })}</td>
                      <td class="n" data-name="${pen.say('客户', 'Customers')}">${pen.number(each.customers)}</td>
                      <td class="n" data-name="${pen.say('其中对照', 'Control group')}">${pen.number(each.heldOut)}</td>
                      <td class="n" data-name="${pen.say('风险金额', 'At risk')}">${pen.money(each.valueAtRisk)}</td>
                      <td class="n" data-name="${pen.say('预计成本', 'Cost')}">${pen.money(each.cost)}</td>
                      <td class="n" data-name="${pen.say('预期收益', 'Expected gain')}">${pen.money(each.expectedGain)}</td>
                    </tr>`,
                )}
              </tbody>
            </table>`
      }
    </div>
  </section>`
}
