import type { Analysis } from '../../analysis.ts'
import { html } from '../html.ts'
import type { Html } from '../html.ts'
import { LIFECYCLE_SCHEME, withScheme } from '#segment/segment-labels.ts'
import { CHANNEL_NAMES, RISK_NAMES, TIER_NAMES } from '../labels.ts'
import type { Pen } from '../pen.ts'
import { atRiskByValue } from '../../worklist.ts'

const SHOWN = 50

/** The customers to act on first, with reasons in words. Ids are masked; the list beside the report has them. */
export function worklistSection(analysis: Analysis, pen: Pen): Html {
  const rows = atRiskByValue(analysis.customers).slice(0, SHOWN)
  const list = analysis.files.find((file) => file.name.includes('at-risk'))
  return html`<section id="${pen.language}-worklist">
    <h2>${pen.say('优先联系名单', 'Whom to contact first')}</h2>
    <p>
      ${pen.say(
        `按风险金额（流失概率 × 留存时的预计消费）排序，显示前 ${rows.length} 位。编号已脱敏${list === undefined ? '' : `；序号同 ${list.name} 中的“优先级”，完整名单在那里`}。`,
        `Sorted by value at risk (probability × spend if they stay); the first ${rows.length}. Ids are masked${list === undefined ? '' : `; the numbers are the priorities of ${list.name}, which has the whole list`}.`,
      )}
    </p>
    <div class="card">
      ${
        rows.length === 0
          ? html`<p>${pen.say('没有流失概率不低于 50% 的客户。', 'Nobody has a churn probability of 50% or more.')}</p>`
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
                          >${pen.text(RISK_NAMES[risk.tier])} ${pen.percent(Math.floor(risk.probability * 100) / 100)}</span
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

/** What to do about it, and for how many. */
export function strategiesSection({ strategies, churn }: Analysis, pen: Pen): Html {
  const reached = strategies.reduce((sum, each) => sum + each.customers, 0)
  return html`<section id="${pen.language}-strategies">
    <h2>${pen.say('建议策略', 'Suggested strategies')}</h2>
    <p>
      ${pen.say(
        `每位可能流失的客户最多匹配一个预期收益最高的策略，共 ${pen.number(reached)} / ${pen.number(churn.atRisk)} 位。其中随机留出一部分不联系，用来衡量真实效果。效果为保守假设，请以对照组结果为准。`,
        `Each customer at risk gets at most one strategy, the one with the best expected gain: ${pen.number(reached)} of ${pen.number(churn.atRisk)}. A random part is held out, so that the true effect can be measured. Effects are cautious assumptions until then.`,
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
                  <th class="n">${pen.say('其中对照', 'Held out')}</th>
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
                      <td class="n" data-name="${pen.say('其中对照', 'Held out')}">${pen.number(each.heldOut)}</td>
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
