import type { TextLanguage } from '#kernel/bilingual-text.ts'
import { escapeHtml } from '#kernel/escape-html.ts'
import { VALID_UNTIL } from '../offers/offer-words.ts'
import { slotName } from '../pieces/piece-slots.ts'
import type { EmailBlock, EmailLeaf } from './message-content.ts'
import { mapText } from './template-parts.ts'

export interface MailFrame {
  readonly preheader: string
  readonly language: TextLanguage
  /** Transactional mails need no way to unsubscribe. */
  readonly isMarketing: boolean
}

/** A mail as MJML, from the blocks of the editor. Texts are the author's templates: what is outside of a tag is escaped, and the tags stay for the customer. */
export function blocksToMjml(blocks: readonly EmailBlock[], { preheader, language, isMarketing }: MailFrame): string {
  return [
    `<mjml lang="${language === 'zh' ? 'zh-CN' : 'en'}"><mj-head>`,
    ...(preheader.trim() === '' ? [] : [`<mj-preview>${escapeTemplate(preheader)}</mj-preview>`]),
    `<mj-attributes><mj-all font-family="-apple-system, 'Segoe UI', 'PingFang SC', 'Microsoft YaHei', sans-serif" />`,
    '<mj-text font-size="15px" line-height="1.7" color="#1f2329" /><mj-button background-color="#1668dc" color="#ffffff" border-radius="6px" font-size="15px" /></mj-attributes>',
    `<mj-style>${DARK}</mj-style>`,
    '</mj-head><mj-body background-color="#f5f6f8" width="600px">',
    '<mj-section padding="18px 0 6px"><mj-column><mj-text font-size="17px" font-weight="600" css-class="lk-ink">{{ shop.name }}</mj-text></mj-column></mj-section>',
    ...blocks.map((block) => section(block, pieceNames(blocks), language)),
    ...(isMarketing
      ? [
          `<mj-section padding="14px 0"><mj-column><mj-text font-size="12px" color="#6b7280" css-class="lk-faint">${farewell(language)}</mj-text></mj-column></mj-section>`,
        ]
      : []),
    '</mj-body></mjml>',
  ].join('\n')
}

/** Where the reader's program is dark and reads styles; the others turn colours by themselves. */
const DARK =
  '@media (prefers-color-scheme: dark) { .lk-paper, .lk-paper > table { background: #1d1f23 !important } body, .lk-ground { background: #131417 !important } .lk-ink div, .lk-ink p, .lk-ink h1, .lk-ink h2, .lk-ink h3 { color: #e6e8eb !important } .lk-faint div, .lk-faint a { color: #9aa1ab !important } .lk-coupon div { background: #33270f !important; color: #ffe3a8 !important } }'

function farewell(language: TextLanguage): string {
  const words = language === 'zh' ? '不想再收到此类邮件？点此退订' : 'Do not want these e-mails? Unsubscribe'
  return `<a href="{{ unsubscribeUrl }}" style="color:#6b7280">${words}</a>`
}

/** Blocks of a mail, those in columns too, in their order. */
export function leavesOf(blocks: readonly EmailBlock[]): readonly EmailLeaf[] {
  return blocks.flatMap((block) => (block.kind === 'columns' ? block.columns.flat() : [block]))
}

type PieceNames = ReadonlyMap<EmailLeaf, string>

/** The name of the variables of each block that a piece is chosen for. */
function pieceNames(blocks: readonly EmailBlock[]): PieceNames {
  return new Map(
    leavesOf(blocks)
      .filter(({ kind }) => kind === 'piece')
      .map((leaf, i) => [leaf, slotName(i)]),
  )
}

function section(block: EmailBlock, pieces: PieceNames, language: TextLanguage): string {
  const columns: readonly (readonly EmailLeaf[])[] = block.kind === 'columns' ? block.columns : [[block]]
  const inner = columns.map((column) => `<mj-column>${column.map((one) => element(one, pieces, language)).join('')}</mj-column>`)
  return `<mj-section background-color="#ffffff" padding="4px 12px" css-class="lk-paper">${inner.join('')}</mj-section>`
}

const HEADING_SIZES = { 1: 26, 2: 21, 3: 17 } as const

function element(block: EmailLeaf, pieces: PieceNames, language: TextLanguage): string {
  switch (block.kind) {
    case 'heading':
      return `<mj-text font-size="${HEADING_SIZES[block.level]}px" font-weight="600" line-height="1.35" css-class="lk-ink"><h${block.level} style="margin:0;font-size:inherit;font-weight:inherit">${escapeTemplate(block.text)}</h${block.level}></mj-text>`
    case 'text':
      return `<mj-text css-class="lk-ink">${paragraphs(block.text)}</mj-text>`
    case 'image':
      return `<mj-image src="${escapeTemplate(block.src)}" alt="${escapeTemplate(block.alt)}"${block.width === undefined ? '' : ` width="${block.width}px"`}${block.href.trim() === '' ? '' : ` href="${escapeTemplate(block.href.trim())}"`} />`
    case 'button':
      return `<mj-button href="${escapeTemplate(block.href.trim())}">${escapeTemplate(block.text)}</mj-button>`
    case 'divider':
      return '<mj-divider border-width="1px" border-color="#e5e6eb" />'
    case 'coupon':
      return '<mj-text align="center" font-size="22px" font-weight="600" css-class="lk-coupon"><div style="background:#fff7e6;color:#7a4b00;border-radius:6px;padding:12px;letter-spacing:1px">{{ coupon.code }}</div></mj-text>'
    case 'offer':
      return offerElement(language)
    case 'products':
      return Array.from({ length: Math.max(1, Math.min(block.count, 3)) }, (_none, i) => {
        const name = `product${i + 1}`
        return `<mj-raw>{% if ${name} %}</mj-raw><mj-text font-weight="600" css-class="lk-ink"><a href="{{ shop.url }}" style="color:#1668dc">{{ ${name} }}</a></mj-text><mj-raw>{% endif %}</mj-raw>`
      }).join('')
    case 'piece':
      return pieceElement(pieces.get(block) ?? 'piece')
  }
}

const LABELS = { zh: '优惠码：', en: 'Code: ' } as const

/** An offer in a frame. Title, value and terms must be there; a code and a last day are shown where the offer has them. */
function offerElement(language: TextLanguage): string {
  return [
    '<mj-text align="center" css-class="lk-coupon"><div style="background:#fff7e6;color:#7a4b00;border-radius:6px;padding:16px">',
    '<p style="margin:0 0 4px;font-weight:600;font-size:17px">{{ offer.title }}</p>',
    '<p style="margin:0 0 8px;font-size:24px;font-weight:600">{{ offer.value }}</p>',
    '{% if offer.code %}<p style="margin:0 0 8px;font-size:20px;font-weight:600;letter-spacing:1px">{{ offer.code }}</p>{% endif %}',
    `{% if offer.validUntil %}<p style="margin:0 0 8px;font-size:13px">${VALID_UNTIL[language]} {{ offer.validUntil }}</p>{% endif %}`,
    '<p style="margin:0;font-size:13px;white-space:pre-line">{{ offer.terms }}</p>',
    '</div></mj-text>',
  ].join('')
}

function offerText(language: TextLanguage): string {
  return [
    '{{ offer.title }}\n{{ offer.value }}',
    `{% if offer.code %}\n${LABELS[language]}{{ offer.code }}{% endif %}`,
    `{% if offer.validUntil %}\n${VALID_UNTIL[language]} {{ offer.validUntil }}{% endif %}`,
    '\n{{ offer.terms }}',
  ].join('')
}

/** A piece, or nothing where none was chosen. Line breaks of its text are kept, since values are text and no page. */
function pieceElement(name: string): string {
  const when = (value: string, inner: string) => `{% if ${name}.${value} %}${inner}{% endif %}`
  const line = (value: string, style: string) => when(value, `<p style="margin:0 0 6px;${style}">{{ ${name}.${value} }}</p>`)
  return [
    `<mj-raw>{% if ${name}.title %}</mj-raw>`,
    `<mj-raw>{% if ${name}.image %}</mj-raw><mj-image src="{{ ${name}.image }}" alt="{% if ${name}.alt %}{{ ${name}.alt }}{% endif %}" /><mj-raw>{% endif %}</mj-raw>`,
    `<mj-text css-class="lk-ink"><p style="margin:0 0 4px;font-weight:600;font-size:17px">{{ ${name}.title }}</p>`,
    line('text', ''),
    line('body', 'white-space:pre-line'),
    when('link', `<a href="{{ ${name}.link }}" style="color:#1668dc">{{ ${name}.call }}</a>`),
    '</mj-text><mj-raw>{% endif %}</mj-raw>',
  ].join('')
}

/** Blank lines separate paragraphs. */
function paragraphs(text: string): string {
  return text
    .replaceAll('\r\n', '\n')
    .split(/\n{2,}/u)
    .map((one) => `<p style="margin:0 0 12px">${marked(escapeTemplate(one.trim())).replaceAll('\n', '<br />')}</p>`)
    .join('')
}

/** Bold and links of an escaped text. */
function marked(escaped: string): string {
  return escaped
    .replaceAll(/\*\*([^*\n]{1,500})\*\*/gu, '<strong>$1</strong>')
    .replaceAll(/\[([^\][\n]{1,200})\]\(([^()\s]{1,2000})\)/gu, (whole, label: string, address: string) =>
      isAddress(address) ? `<a href="${address}">${label}</a>` : whole,
    )
}

function isAddress(address: string): boolean {
  return address.startsWith('https://') || address.startsWith('http://') || /^\{\{[^{}]*\}\}$/u.test(address)
}

/** Escapes what stands outside of `{{ }}` and `{% %}`. */
export function escapeTemplate(text: string): string {
  return mapText(text, escapeHtml)
}

/** The part without pictures and colours, for readers and programs that show no HTML. */
export function blocksToText(
  blocks: readonly EmailBlock[],
  { language, isMarketing }: Pick<MailFrame, 'language' | 'isMarketing'>,
): string {
  const pieces = pieceNames(blocks)
  const lines = leavesOf(blocks).map((leaf) => leafText(leaf, pieces, language))
  const end = language === 'zh' ? '不想再收到此类邮件？点此退订：' : 'Do not want these e-mails? Unsubscribe: '
  return [...lines.filter((line) => line !== ''), ...(isMarketing ? [`--\n${end}{{ unsubscribeUrl }}`] : [])].join('\n\n')
}

function leafText(leaf: EmailLeaf, pieces: PieceNames, language: TextLanguage): string {
  switch (leaf.kind) {
    case 'heading':
      return leaf.text.trim()
    case 'text':
      return leaf.text
        .trim()
        .replaceAll(/\*\*([^*\n]{1,500})\*\*/gu, '$1')
        .replaceAll(/\[([^\][\n]{1,200})\]\(([^()\s]{1,2000})\)/gu, '$1: $2')
    case 'image':
      return leaf.href.trim() === '' ? leaf.alt.trim() : `${leaf.alt.trim()} ${leaf.href.trim()}`.trim()
    case 'button':
      return `${leaf.text.trim()}: ${leaf.href.trim()}`
    case 'divider':
      return '---'
    case 'coupon':
      return '{{ coupon.code }}'
    case 'offer':
      return offerText(language)
    case 'products':
      return Array.from(
        { length: Math.max(1, Math.min(leaf.count, 3)) },
        (_none, i) => `{% if product${i + 1} %}- {{ product${i + 1} }}\n{% endif %}`,
      ).join('')
    case 'piece':
      return pieceText(pieces.get(leaf) ?? 'piece')
  }
}

function pieceText(name: string): string {
  const when = (value: string) => `{% if ${name}.${value} %}\n{{ ${name}.${value} }}{% endif %}`
  return `{% if ${name}.title %}{{ ${name}.title }}${when('text')}${when('body')}${when('link')}{% endif %}`
}
