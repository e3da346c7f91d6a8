import { escapeHtml } from '#kernel/escape-html.ts'
import type { TextLanguage } from '#kernel/bilingual-text.ts'
import type { EmailBlock } from './message-content.ts'

/** A mail as MJML, from the blocks of the editor. Texts are the author's templates: what is outside of a tag is escaped, and the tags stay for the customer. */
export function blocksToMjml(blocks: readonly EmailBlock[], preheader: string, language: TextLanguage): string {
  return [
    `<mjml lang="${language === 'zh' ? 'zh-CN' : 'en'}"><mj-head>`,
    `<mj-preview>${escapeTemplate(preheader)}</mj-preview>`,
    '<mj-attributes><mj-all font-family="-apple-system, Segoe UI, PingFang SC, Microsoft YaHei, sans-serif" />',
    '<mj-text font-size="15px" line-height="1.7" color="#1f2329" /><mj-button background-color="#1668dc" border-radius="6px" /></mj-attributes>',
    '</mj-head><mj-body background-color="#f5f6f8" width="600px">',
    '<mj-section padding="16px 0"><mj-column><mj-text font-size="17px" font-weight="600">{{ shop.name }}</mj-text></mj-column></mj-section>',
    ...blocks.map((block) => section(block)),
    `<mj-section padding="16px 0"><mj-column><mj-text font-size="12px" color="#6b7280">${farewell(language)}</mj-text></mj-column></mj-section>`,
    '</mj-body></mjml>',
  ].join('\n')
}

function farewell(language: TextLanguage): string {
  const words = language === 'zh' ? '不想再收到？点此退订或选择想收到的内容' : 'Unsubscribe, or choose what you want to get'
  return `<a href="{{ preferencesUrl }}" style="color:#6b7280">${words}</a>`
}

function section(block: EmailBlock): string {
  const columns = block.kind === 'columns' ? block.columns : [[block]]
  const inner = columns.map((column) => `<mj-column>${column.map((one) => element(one)).join('')}</mj-column>`)
  return `<mj-section background-color="#ffffff" padding="4px 12px">${inner.join('')}</mj-section>`
}

const HEADING_SIZES = { 1: 26, 2: 21, 3: 17 } as const

function element(block: EmailBlock): string {
  switch (block.kind) {
    case 'heading':
      return `<mj-text font-size="${HEADING_SIZES[block.level]}px" font-weight="600" line-height="1.35">${escapeTemplate(block.text)}</mj-text>`
    case 'text':
      return `<mj-text>${paragraphs(block.text)}</mj-text>`
    case 'image':
      return `<mj-image src="${attribute(block.src)}" alt="${attribute(block.alt)}"${block.href === '' ? '' : ` href="${attribute(block.href)}"`} />`
    case 'button':
      return `<mj-button href="${attribute(block.href)}">${escapeTemplate(block.text)}</mj-button>`
    case 'divider':
      return '<mj-divider border-width="1px" border-color="#e5e6eb" />'
    case 'coupon':
      return '<mj-text align="center" font-size="22px" font-weight="600" container-background-color="#fff7e6">{{ coupon.code }}</mj-text>'
    case 'products':
      return Array.from(
        { length: Math.min(block.count, 3) },
        (_, i) => `<mj-text>{% if product${i + 1} %}{{ product${i + 1} }}{% endif %}</mj-text>`,
      ).join('')
    case 'columns':
    case 'piece':
      // Columns stand at the top only; a piece is put in by the maker of the message.
      return ''
  }
}

/** Blank lines separate paragraphs. */
function paragraphs(text: string): string {
  return text
    .replaceAll('\r\n', '\n')
    .split(/\n{2,}/u)
    .map((one) => `<p style="margin:0 0 12px">${escapeTemplate(one.trim()).replaceAll('\n', '<br />')}</p>`)
    .join('')
}

function attribute(text: string): string {
  return escapeTemplate(text)
}

/** Escapes what stands outside of `{{ }}` and `{% %}`. A tag may hold quotation marks and `<` of its own, which MJML would misread in an attribute: it is kept by number. */
export function escapeTemplate(text: string): string {
  let out = ''
  let rest = text
  for (;;) {
    const start = rest.search(/\{[{%]/u)
    const end = start < 0 ? -1 : rest.indexOf(rest[start + 1] === '{' ? '}}' : '%}', start)
    if (start < 0 || end < 0) return out + escapeHtml(rest)
    out += escapeHtml(rest.slice(0, start)) + rest.slice(start, end + 2)
    rest = rest.slice(end + 2)
  }
}
