import type { BilingualText, TextLanguage } from '#kernel/bilingual-text.ts'
import { cutText } from '#kernel/cut-text.ts'
import type { NoticeSubject } from './notice.ts'
import type { NoticeKind } from './notice-names.ts'
import type { NoticeWords } from './notice-words.ts'

export interface NoticeLine {
  /** `test`: a person asked for it, to see where it arrives. */
  readonly kind: NoticeKind | 'test'
  readonly subject: NoticeSubject
}

/** Lines of one message; the others are counted. */
const MOST_LINES = 10
const LONGEST_SMS = 60

const SENTENCES: Readonly<Record<NoticeLine['kind'], (subject: NoticeSubject, words: NoticeWords) => BilingualText>> = {
  test: () => ({ zh: '【测试】通知可以送达，无需处理', en: '[Test] Notifications arrive here. There is nothing to do.' }),
  churn_alerts: ({ count }) => ({
    zh: `${count} 位客户进入流失预警`,
    en: `${count} ${count === 1 ? 'customer has' : 'customers have'} a new churn alert`,
  }),
  quality_anomaly: ({ name, reason }, words) => {
    const { zh, en } = words('dimension', reason)
    return { zh: `数据质量异常：来源“${name}”（${zh}）`, en: `Data quality differs from usual: source “${name}” (${en})` }
  },
  source_late: ({ name }) => ({ zh: `来源“${name}”超时没有数据`, en: `Source “${name}” has sent nothing for too long` }),
  job_failed: ({ name }, words) => {
    const { zh, en } = words('jobKind', name)
    return { zh: `后台作业失败：${zh}`, en: `A background job failed: ${en}` }
  },
  task_given: () => ({ zh: '有一项任务分配给您', en: 'A task was assigned to you' }),
  tasks_overdue: ({ count }) => ({
    zh: `${count} 项任务超时未处理`,
    en: `${count} ${count === 1 ? 'task is' : 'tasks are'} overdue`,
  }),
  task_escalated: () => ({ zh: '一项任务超时，请跟进', en: 'A task is overdue and needs you' }),
  channel_halted: ({ name, reason }, words) => {
    const { zh, en } = words('channelReason', reason)
    return { zh: `渠道账号“${name}”已暂停发送（${zh}）`, en: `The channel account “${name}” is halted (${en})` }
  },
  sends_waiting: ({ count }) => ({
    zh: `${count} 条消息等待您确认：结果未知，或错过了发送时间`,
    en: `${count} ${count === 1 ? 'message waits' : 'messages wait'} for a decision: outcome unknown, or their time has passed`,
  }),
  broadcast_finished: ({ name }) => ({ zh: `群发“${name}”已完成`, en: `The broadcast “${name}” has finished` }),
}

export function sentenceOf({ kind, subject }: NoticeLine, words: NoticeWords): BilingualText {
  return SENTENCES[kind](subject, words)
}

/** One message about all that waits for a place: a title, a line for each with its link. */
export function noticeMessage(
  lines: readonly NoticeLine[],
  {
    shopName,
    publicUrl,
    language,
    words,
  }: { readonly shopName: string; readonly publicUrl: string; readonly language: TextLanguage; readonly words: NoticeWords },
): { readonly title: string; readonly text: string; readonly url: string | null } {
  const zh = language === 'zh'
  const [first] = lines
  const linkOf = ({ subject }: NoticeLine): string => `${publicUrl}${subject.link}`
  if (first === undefined) return { title: shopName, text: '', url: null }
  if (lines.length === 1) {
    const sentence = sentenceOf(first, words)[language]
    return { title: `${shopName}${zh ? '：' : ': '}${sentence}`, text: sentence, url: linkOf(first) }
  }
  const more = lines.length - MOST_LINES
  const text = [
    ...lines.slice(0, MOST_LINES).map((line) => `- ${sentenceOf(line, words)[language]}\n  ${linkOf(line)}`),
    ...(more > 0 ? [zh ? `- 另有 ${more} 条，请在系统中查看` : `- and ${more} more: see the console`] : []),
  ].join('\n')
  return { title: zh ? `${shopName}：${lines.length} 条通知` : `${shopName}: ${lines.length} notifications`, text, url: null }
}

/** Short and without a link: a text message is a knock at the door. */
export function noticeSms(lines: readonly NoticeLine[], language: TextLanguage, words: NoticeWords): string {
  const [first] = lines
  if (first === undefined) return ''
  const sentence = cutText(sentenceOf(first, words)[language], LONGEST_SMS)
  const more = lines.length - 1
  if (more === 0) return sentence
  return language === 'zh' ? `${sentence}，另有 ${more} 条` : `${sentence}, and ${more} more`
}
