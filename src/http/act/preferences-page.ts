import { PAUSE_DAYS, preferenceKey } from '#act/preferences/preference-service.ts'
import type { Preferences } from '#act/preferences/preference-service.ts'
import { escapeHtml } from '#kernel/escape-html.ts'
import type { BilingualText, TextLanguage } from '#kernel/bilingual-text.ts'
import type { ConsentChannel, ConsentPurpose } from '#privacy/consent.ts'

const PURPOSES: Readonly<Record<ConsentPurpose, BilingualText>> = {
  marketing: { zh: '优惠与推荐', en: 'Offers and news' },
  service: { zh: '服务通知', en: 'Service messages' },
  analytics: { zh: '数据分析', en: 'Analysis of my data' },
}
const CHANNELS: Readonly<Record<ConsentChannel, BilingualText>> = {
  email: { zh: '邮件', en: 'E-mail' },
  sms: { zh: '短信', en: 'Text message' },
  phone: { zh: '电话', en: 'Phone' },
  wechat: { zh: '微信', en: 'WeChat' },
  push: { zh: '推送', en: 'Push' },
  webhook: { zh: '其他系统', en: 'Other systems' },
}
const WORDS = {
  zh: {
    title: '接收设置',
    of: (address: string) => `用于 ${address}`,
    unsubscribe: '退订此类消息',
    choose: '我想收到',
    save: '保存',
    pause: '暂停一段时间',
    pauseText: '暂停期间不会发送营销消息，之后按您的选择恢复。',
    days: (days: number) => `暂停 ${days} 天`,
    paused: (day: string) => `营销消息已暂停至 ${day}。`,
    resume: '恢复接收',
    none: '全部停止',
    noneText: '所有渠道都不再发送营销消息。',
    saved: '已保存，立即生效。',
    gone: '已退订，您不会再收到此类营销消息。',
    invalid: '链接无效',
    invalidText: '请从收到的消息中重新打开链接，不要改动它。',
    other: 'English',
  },
  en: {
    title: 'What you get from us',
    of: (address: string) => `For ${address}`,
    unsubscribe: 'Unsubscribe from these messages',
    choose: 'I want to get',
    save: 'Save',
    pause: 'Pause for a while',
    pauseText: 'You get no marketing while it lasts; afterwards what you chose holds again.',
    days: (days: number) => `Pause for ${days} days`,
    paused: (day: string) => `Marketing is paused until ${day}.`,
    resume: 'Start again now',
    none: 'Stop everything',
    noneText: 'You get no marketing from us any more, on any channel.',
    saved: 'Saved. It holds at once.',
    gone: 'You are unsubscribed. You will get no more of these marketing messages.',
    invalid: 'This link is not valid',
    invalidText: 'Open the link from the message again, without changing it.',
    other: '中文',
  },
} as const

export type PreferencesNote = 'saved' | 'gone' | null

export interface PageSetting {
  /** Without a slash at the end: `/u/TOKEN`. */
  readonly path: string
  readonly language: TextLanguage
  readonly timeZone: string
}

/** What a person gets, and the ways to change it: forms only, no script, nothing of the person but a masked address. */
export function preferencesPage(preferences: Preferences, note: PreferencesNote, { path, language, timeZone }: PageSetting): string {
  const words = WORDS[language]
  const { masked, items, pausedUntil } = preferences
  const action = `${escapeHtml(path)}/preferences?lang=${language}`
  const form = (inner: string): string => `<form method="post" action="${action}">${inner}</form>`
  const day = (at: Date): string =>
    new Intl.DateTimeFormat(language === 'zh' ? 'zh-CN' : 'en-GB', { timeZone, dateStyle: 'long' }).format(at)
  const marketingOn = items.some(({ purpose, on }) => purpose === 'marketing' && on)
  const ticks = items.map((item) => {
    const key = preferenceKey(item)
    return `<label class="tick"><input type="checkbox" name="on" value="${key}"${item.on ? ' checked' : ''}><span>${PURPOSES[item.purpose][language]} · ${CHANNELS[item.channel][language]}</span></label>`
  })
  const paused =
    pausedUntil === null
      ? PAUSE_DAYS.map((days) => `<button class="soft" name="act" value="pause-${days}">${words.days(days)}</button>`).join('')
      : `<p role="status">${words.paused(day(pausedUntil))}</p><button class="soft" name="act" value="resume">${words.resume}</button>`
  return page(
    language,
    words.title,
    `<p class="other"><a href="${escapeHtml(path)}?lang=${language === 'zh' ? 'en' : 'zh'}" lang="${language === 'zh' ? 'en' : 'zh'}">${words.other}</a></p>
<h1>${words.title}</h1>${masked === '' ? '' : `<p>${escapeHtml(words.of(masked))}</p>`}
${note === null ? '' : `<p class="note" role="status">${words[note]}</p>`}
${note === 'gone' || !marketingOn ? '' : `<form method="post" action="${escapeHtml(path)}?lang=${language}"><button>${words.unsubscribe}</button></form>`}
${form(`<fieldset><legend>${words.choose}</legend>${ticks.join('')}</fieldset><button class="soft" name="act" value="choose">${words.save}</button>`)}
${form(`<h2>${words.pause}</h2><p>${words.pauseText}</p>${paused}`)}
${form(`<h2>${words.none}</h2><p>${words.noneText}</p><button class="soft" name="act" value="none">${words.none}</button>`)}`,
  )
}

/** For a link that is none, in both languages. */
export function invalidLinkPage(): string {
  const { zh, en } = WORDS
  return page(
    'zh',
    `${zh.invalid} · ${en.invalid}`,
    `<h1>${zh.invalid}</h1><p>${zh.invalidText}</p><h1 lang="en">${en.invalid}</h1><p lang="en">${en.invalidText}</p>`,
  )
}

function page(language: TextLanguage, title: string, body: string): string {
  return `<!doctype html>
<html lang="${language === 'zh' ? 'zh-CN' : 'en'}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex">
<title>${title}</title>
<style>*{box-sizing:border-box}body{font:16px/1.6 system-ui,sans-serif;max-width:34rem;margin:0 auto;padding:1.5rem 1.25rem 3rem;color:#1f2430;background:#fff}
h1{font-size:1.4rem;line-height:1.3;margin:0 0 .25rem}h2{font-size:1.05rem;margin:0 0 .25rem}p{margin:0 0 1rem;color:#4b5262}form{margin:0 0 2rem}fieldset{border:0;padding:0;margin:0 0 .75rem}
legend{font-weight:600;padding:0;margin:0 0 .5rem}.tick{display:flex;gap:.75rem;align-items:flex-start;padding:.6rem .75rem;margin:0 0 .5rem;border:1px solid #dde1e8;border-radius:6px;cursor:pointer}
.tick input{width:1.15rem;height:1.15rem;margin:.25rem 0 0;flex:none}button{font:inherit;padding:.65rem 1.2rem;margin:0 .5rem .5rem 0;border:1px solid #1f4fd8;border-radius:6px;background:#1f4fd8;color:#fff;cursor:pointer}
button.soft{background:#fff;color:#1f4fd8}.note{padding:.6rem .75rem;border-radius:6px;background:#e9f6ee;color:#14532d}.other{text-align:right;margin:0}a{color:#1f4fd8}:focus-visible{outline:3px solid #93b4ff;outline-offset:1px}</style>
</head><body><main>${body}</main></body></html>
`
}
