const TEXTS = {
  ask: {
    zh: ['退订', '确认后，您将不再收到我们的营销邮件。'],
    en: ['Unsubscribe', 'Confirm, and you will get no more marketing e-mail from us.'],
  },
  done: {
    zh: ['已退订', '您不会再收到我们的营销邮件。'],
    en: ['You are unsubscribed', 'You will get no more marketing e-mail from us.'],
  },
  invalid: {
    zh: ['链接无效', '请从邮件中重新打开退订链接，不要改动它。'],
    en: ['This link is not valid', 'Open the unsubscribe link from the message again, without changing it.'],
  },
} as const

/** A page that needs no script: what is about to happen, in both languages, and one button. */
export function unsubscribePage(state: keyof typeof TEXTS): string {
  const { zh, en } = TEXTS[state]
  const button = state === 'ask' ? '<form method="post"><button>确认退订 · Unsubscribe</button></form>' : ''
  return `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="robots" content="noindex">
<title>${zh[0]} · ${en[0]}</title>
<style>body{font:16px/1.6 system-ui,sans-serif;max-width:30rem;margin:15vh auto;padding:0 1.5rem;color:#1f2430;background:#fff}
h1{font-size:1.4rem;margin:0 0 .25rem}p{margin:0 0 1.5rem;color:#4b5262}button{font:inherit;padding:.6rem 1.4rem;border:0;border-radius:6px;background:#1f4fd8;color:#fff;cursor:pointer}</style>
</head><body><main><h1>${zh[0]}</h1><p>${zh[1]}</p><h1 lang="en">${en[0]}</h1><p lang="en">${en[1]}</p>${button}</main></body></html>
`
}
