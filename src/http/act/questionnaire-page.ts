import type { Question, QuestionnaireContent } from '#act/questionnaires/questionnaire.ts'
import { escapeHtml } from '#kernel/escape-html.ts'
import type { TextLanguage } from '#kernel/bilingual-text.ts'

const WORDS = {
  zh: {
    send: '提交',
    optional: '（选填）',
    contact: '手机号或邮箱',
    contactHelp: '用于把回答记在您的名下。',
    thanks: '谢谢！',
    thanksText: '您的回答已经收到。再次填写会替换之前的回答。',
    invalid: '问卷无法打开',
    invalidText: '链接无效，或问卷已经结束。请从收到的消息中重新打开链接。',
    wrong: '请检查标出的问题后重新提交。',
    agree: '请先勾选同意。',
    choose: '请选择',
  },
  en: {
    send: 'Send',
    optional: '(optional)',
    contact: 'Phone number or e-mail address',
    contactHelp: 'So that your answers are kept under your name.',
    thanks: 'Thank you!',
    thanksText: 'Your answers have arrived. Answering again replaces them.',
    invalid: 'This questionnaire cannot be opened',
    invalidText: 'The link is not valid, or the questionnaire is over. Open the link from your message again.',
    wrong: 'Please look at the marked question and send again.',
    agree: 'Please tick the box to agree first.',
    choose: 'Choose',
  },
} as const

export interface FormState {
  /** What was sent and not taken, to be shown again. */
  readonly sent: Readonly<Record<string, unknown>>
  readonly contact: string
  /** Name of the question that is wrong, `agreed` or `identifier`; null: nothing was sent yet. */
  readonly wrong: string | null
}

export const FIRST_SIGHT: FormState = { sent: {}, contact: '', wrong: null }

/** The form, in one language, for phones first; needs no script. Every text of a person or of the project is escaped. */
export function questionnairePage(
  content: QuestionnaireContent,
  language: TextLanguage,
  isPublic: boolean,
  { sent, contact, wrong }: FormState = FIRST_SIGHT,
): string {
  const words = WORDS[language]
  const problem = wrong === null ? '' : `<p class="wrong" role="alert">${wrong === 'agreed' ? words.agree : words.wrong}</p>`
  const who = isPublic
    ? `<label class="${wrong === 'identifier' ? 'bad' : ''}"><span>${words.contact}</span><input name="contact" required maxlength="200" autocomplete="email" value="${escapeHtml(contact)}"></label><p class="help">${words.contactHelp}</p>`
    : ''
  const trap = '<p class="trap" aria-hidden="true"><input name="website" tabindex="-1" autocomplete="off"></p>'
  return page(
    language,
    content.title[language],
    `<h1>${escapeHtml(content.title[language])}</h1><p>${escapeHtml(content.intro[language])}</p>${problem}
<form method="post">${content.questions.map((question) => field(question, language, sent[question.name], wrong === question.name)).join('\n')}
${who}${trap}<label class="tick"><input type="checkbox" name="agreed" value="yes" required><span>${escapeHtml(content.consent[language])}</span></label>
<button>${words.send}</button></form>`,
  )
}

/** After answering, or where there is nothing to answer. */
export function questionnaireNote(kind: 'thanks' | 'invalid', language: TextLanguage): string {
  const words = WORDS[language]
  const title = words[kind]
  return page(language, title, `<h1>${title}</h1><p>${words[`${kind}Text`]}</p>`)
}

function field(
  { name, label, kind, isRequired, options, least, most }: Question,
  language: TextLanguage,
  sent: unknown,
  isWrong: boolean,
): string {
  const words = WORDS[language]
  const id = escapeHtml(name)
  const text = `${escapeHtml(label[language])}${isRequired ? '' : ` <small>${words.optional}</small>`}`
  const required = isRequired ? ' required' : ''
  const mark = isWrong ? ' class="bad"' : ''
  const chosen: readonly unknown[] = Array.isArray(sent) ? sent : [sent]
  if (kind === 'single' || kind === 'multiple') {
    const type = kind === 'single' ? 'radio' : 'checkbox'
    const ticks = options.map(
      (option) =>
        `<label class="tick"><input type="${type}" name="${id}" value="${escapeHtml(option.value)}"${chosen.includes(option.value) ? ' checked' : ''}${kind === 'single' ? required : ''}><span>${escapeHtml(option.label[language])}</span></label>`,
    )
    return `<fieldset${mark}><legend>${text}</legend>${ticks.join('')}</fieldset>`
  }
  const limits = kind === 'number' ? ` step="any"${least === null ? '' : ` min="${least}"`}${most === null ? '' : ` max="${most}"`}` : ''
  return `<label${mark}><span>${text}</span><input type="${kind}" name="${id}"${limits}${required} value="${escapeHtml(typeof sent === 'string' ? sent : '')}"></label>`
}

function page(language: TextLanguage, title: string, body: string): string {
  return `<!doctype html>
<html lang="${language === 'zh' ? 'zh-CN' : 'en'}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex">
<title>${escapeHtml(title)}</title>
<style>*{box-sizing:border-box}body{font:16px/1.6 system-ui,sans-serif;max-width:34rem;margin:0 auto;padding:1.5rem 1.25rem 3rem;color:#1f2430;background:#fff}
h1{font-size:1.4rem;line-height:1.3;margin:0 0 .25rem}p{margin:0 0 1.25rem;color:#4b5262}fieldset,form>label{display:block;border:0;padding:0;margin:0 0 1.5rem}
legend,form>label>span{display:block;font-weight:600;padding:0;margin:0 0 .5rem}small{font-weight:400;color:#6b7280}
input:not([type=radio]):not([type=checkbox]){font:inherit;width:100%;padding:.6rem .75rem;border:1px solid #c7ccd6;border-radius:6px}
.tick{display:flex;gap:.75rem;align-items:flex-start;padding:.6rem .75rem;margin:0 0 .5rem;border:1px solid #dde1e8;border-radius:6px;cursor:pointer}.tick input{width:1.15rem;height:1.15rem;margin:.25rem 0 0;flex:none}
form>.tick>span{font-weight:400;margin:0}.bad legend,.bad>span,.wrong{color:#b42318}.help{margin-top:-1rem;font-size:.9rem}.trap{position:absolute;left:-9999px}
button{font:inherit;width:100%;padding:.75rem 1.4rem;border:0;border-radius:6px;background:#1f4fd8;color:#fff;cursor:pointer}:focus-visible{outline:3px solid #93b4ff;outline-offset:1px}</style>
</head><body><main>${body}</main></body></html>
`
}
