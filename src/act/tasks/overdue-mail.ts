import { escapeHtml } from '#kernel/escape-html.ts'
import type { TextLanguage } from '#kernel/bilingual-text.ts'
import type { Letterhead, OutgoingEmail } from '../compose-email.ts'
import { messageIdOf } from '../compose-email.ts'

/** A word to one colleague about a task that is overdue: a link and nothing about the customer, since mail leaves the house. */
export function composeOverdueMail(
  task: { readonly id: string },
  reader: { readonly email: string; readonly language: TextLanguage },
  letterhead: Pick<Letterhead, 'shopName' | 'fromAddress' | 'publicUrl'>,
  now: Date,
): OutgoingEmail {
  const zh = reader.language === 'zh'
  const url = `${letterhead.publicUrl}/tasks?task=${encodeURIComponent(task.id)}`
  const subject = zh ? '任务超时，请跟进' : 'A task is overdue and needs you'
  const text = zh
    ? `一项任务超过了处理时限，按任务规则转告您。请打开查看、处理或转交：\n${url}\n`
    : `A task was not done in time, and the rules of tasks bring it before you. Open it to do it or to give it to somebody:\n${url}\n`
  const key = `task-escalated/${task.id}`
  return {
    sendKey: key,
    from: { name: letterhead.shopName[reader.language], address: letterhead.fromAddress },
    to: reader.email,
    subject,
    text,
    html: `<!doctype html><html lang="${zh ? 'zh-CN' : 'en'}"><body><p>${escapeHtml(text).replaceAll(escapeHtml(url), `<a href="${escapeHtml(url)}">${escapeHtml(url)}</a>`)}</p></body></html>`,
    messageId: messageIdOf(key, letterhead.fromAddress),
    date: now,
    headers: { 'Auto-Submitted': 'auto-generated' },
  }
}
