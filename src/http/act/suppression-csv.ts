import type { Readable } from 'node:stream'
import type { Suppression, SuppressionReason } from '#act/suppressions/suppression.ts'
import type { BilingualText } from '#kernel/bilingual-text.ts'
import { csvFile, wordOf } from '../csv-file.ts'
import type { CsvColumn } from '../csv-file.ts'
import type { ExportLanguage } from '../export-language.ts'

const REASONS: Readonly<Record<SuppressionReason, BilingualText>> = {
  unsubscribe: { zh: '退订', en: 'Unsubscribed' },
  complaint: { zh: '投诉', en: 'Complaint' },
  pause: { zh: '暂停接收', en: 'Paused' },
  hard_bounce: { zh: '地址无效', en: 'Dead address' },
  staff: { zh: '手工添加', en: 'Added by hand' },
  list: { zh: '名单导入', en: 'From a list' },
}
const CHANNELS: Readonly<Record<string, BilingualText>> = {
  email: { zh: '邮件', en: 'E-mail' },
  sms: { zh: '短信', en: 'Text message' },
  agent_task: { zh: '电话', en: 'Phone' },
  wechat: { zh: '微信', en: 'WeChat' },
  push: { zh: '推送', en: 'Push' },
}

/** Suppressions as a CSV file for people: masked, in their language. */
export function csvOfSuppressions(parts: AsyncIterable<readonly Suppression[]>, language: ExportLanguage): Readable {
  const column = (zh: string, en: string, value: CsvColumn<Suppression>['value']): CsvColumn<Suppression> => ({
    heading: language === 'zh' ? zh : en,
    value,
  })
  return csvFile(
    [
      column('地址', 'Address', (row) => row.masked),
      column('渠道', 'Channel', (row) => wordOf(CHANNELS, row.channel, language)),
      column('原因', 'Reason', (row) => wordOf(REASONS, row.reason, language)),
      column('来源', 'Source', (row) => row.source),
      column('说明', 'Note', (row) => row.note),
      column('开始时间', 'Since', (row) => row.createdAt.toISOString()),
      column('截止时间', 'Until', (row) => row.until?.toISOString() ?? null),
      column('客户编号', 'Customer ID', (row) => row.customerId),
    ],
    parts,
  )
}
