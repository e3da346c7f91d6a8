import type { Readable } from 'node:stream'
import { BASE } from '#act/content/variant-reasons.ts'
import type { SendView } from '#act/send-store.ts'
import type { SendSourceKind } from '#act/send-source.ts'
import type { SendState } from '#decide/decision.ts'
import type { Channel } from '#decide/strategy.ts'
import type { BilingualText } from '#kernel/bilingual-text.ts'
import { csvFile, wordOf, zonedMinute } from '../csv-file.ts'
import type { CsvColumn } from '../csv-file.ts'
import type { ExportLanguage } from '../export-language.ts'

const STATES: Readonly<Record<SendState, BilingualText>> = {
  planned: { zh: '待发送', en: 'Planned' },
  claimed: { zh: '发送中', en: 'Being sent' },
  handed: { zh: '已提交', en: 'Submitted' },
  accepted: { zh: '已受理', en: 'Accepted' },
  delivered: { zh: '已送达', en: 'Delivered' },
  failed: { zh: '失败', en: 'Failed' },
  uncertain: { zh: '结果未知', en: 'Unconfirmed' },
  suppressed: { zh: '未触达', en: 'Not contacted' },
}
const SOURCES: Readonly<Record<SendSourceKind, BilingualText>> = {
  strategy: { zh: '策略', en: 'Strategy' },
  broadcast: { zh: '群发', en: 'Broadcast' },
  journey: { zh: '旅程', en: 'Journey' },
  questionnaire: { zh: '问卷', en: 'Questionnaire' },
}
const BASE_NAME: BilingualText = { zh: '默认文案', en: 'Default' }
const CHANNELS: Readonly<Record<Channel, BilingualText>> = {
  email: { zh: '邮件', en: 'Email' },
  sms: { zh: '短信', en: 'SMS' },
  wechat: { zh: '微信', en: 'WeChat' },
  push: { zh: '推送', en: 'Push' },
  agent_task: { zh: '人工任务', en: 'Task' },
  webhook: { zh: 'Webhook', en: 'Webhook' },
}

/** Messages as a CSV file for people, with masked names; times in the zone of the project, reasons as the codes of the API. */
export function csvOfMessages(parts: AsyncIterable<readonly SendView[]>, language: ExportLanguage, timeZone: string): Readable {
  const column = (zh: string, en: string, value: CsvColumn<SendView>['value']): CsvColumn<SendView> => ({
    heading: language === 'zh' ? zh : en,
    value,
  })
  const time = (at: Date | null) => (at === null ? null : zonedMinute(at.toISOString(), timeZone))
  return csvFile(
    [
      column('客户编号', 'Customer ID', (row) => row.customerId),
      column('客户', 'Customer', (row) => row.maskedName),
      column('来源类型', 'Kind of source', (row) => wordOf(SOURCES, row.source.kind, language)),
      column('来源', 'Source', (row) => row.source.name[language]),
      column('渠道', 'Channel', (row) => wordOf(CHANNELS, row.channel, language)),
      column('状态', 'State', (row) => wordOf(STATES, row.state, language)),
      column('原因代码', 'Reason code', (row) => row.reason),
      column('尝试次数', 'Attempts', (row) => row.attempts),
      column(`计划时间（${timeZone}）`, `Planned (${timeZone})`, (row) => time(row.plannedAt)),
      column(`完成时间（${timeZone}）`, `Finished (${timeZone})`, (row) => time(row.finishedAt)),
      column('消息编号', 'Message key', (row) => row.sendKey),
      column('专属文案', 'Variant', (row) =>
        row.variant === null ? '' : row.variant.id === BASE ? BASE_NAME[language] : row.variant.name,
      ),
    ],
    parts,
  )
}
