import type { Command } from 'commander'
import { readMailReport } from '#act/bounces/read-mail-report.ts'
import type { MailReport } from '#act/bounces/read-mail-report.ts'
import type { BilingualText } from '#kernel/bilingual-text.ts'
import { readLanguage } from '../report/read-language.ts'
import { commandSetting } from './command-setting.ts'
import { readRawFile } from './read-text-file.ts'

const KINDS: Readonly<Record<MailReport['kind'], BilingualText>> = {
  report: { zh: '投递报告或投诉', en: 'A report of delivery or a complaint' },
  unknown_message: { zh: '退信，但无法确定对应哪条消息', en: 'A bounce whose message cannot be told' },
  auto_reply: { zh: '自动回复', en: 'An automatic reply' },
  other: { zh: '其他邮件', en: 'Another mail' },
  unreadable: { zh: '无法读取', en: 'Not readable' },
}

/** `liuke mail read FILE`: what a mail that came back says, and changes nothing. */
export function addMailCommands(program: Command): void {
  program
    .command('mail')
    .description('mails that come back: bounces, complaints, automatic replies')
    .command('read <file>')
    .description('say what a raw mail (.eml) reports; changes nothing')
    .option('--json', 'end with one line of JSON')
    .option('--lang <zh|en>', 'language of the output (default: from the locale)')
    .action(async (file: string, { json, lang }: { json?: boolean; lang?: string }) => {
      const { env, out } = commandSetting()
      const language = readLanguage(lang, env)
      const raw = await readRawFile(file)
      const report = await readMailReport(raw, new Date())
      if (json === true) out.write(`${JSON.stringify(report)}\n`)
      else {
        const lines =
          report.kind === 'report'
            ? report.receipts.map(({ sendKey, event }) => `${sendKey ?? '-'}  ${event.kind}${'reason' in event ? ` ${event.reason}` : ''}`)
            : []
        out.write(`${[KINDS[report.kind][language], ...lines].join('\n')}\n`)
      }
    })
}
