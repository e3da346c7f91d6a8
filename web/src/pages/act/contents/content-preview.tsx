import { Alert, Segmented } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ContentFindings, ContentPreview, MessageContent } from '#http/act/content-schemas.ts'
import { useAnswer } from '../../../api/use-api.ts'
import { CustomerSelect } from '../../../components/customer-select.tsx'
import { ErrorNotice } from '../../../components/error-notice.tsx'
import { Panel } from '../../../components/page.tsx'
import { useDebounced } from '../../../components/use-debounced.ts'
import { useFormat } from '../../../format/use-format.ts'
import { useCan } from '../../../session/use-can.ts'
import { PieceWhy } from '../pieces/piece-choice.tsx'
import { LinkCheck } from './link-check.tsx'
import { SmsEstimates } from './sms-estimates.tsx'
import { VariantSelect } from './variants-panel.tsx'

export type FormChannel = 'email' | 'sms' | 'wechat' | 'push' | 'agent_task' | 'webhook'

interface Props {
  content: MessageContent
  channel: FormChannel | 'wechat'
  language: 'zh' | 'en'
  /** The variant that is being written; absent: the content itself. */
  written?: string | undefined
}

/** The message as it will look, with examples or as one customer gets it. */
export function ContentPreviewPanel({ content, channel, language, written }: Props) {
  const { t } = useTranslation()
  const can = useCan()
  const [width, setWidth] = useState<'phone' | 'desktop'>('phone')
  const [customerId, setCustomerId] = useState<string>()
  const [wanted, setWanted] = useState<string>()
  const shown = useDebounced(content)
  const has = (id: string | undefined) => (shown.variants ?? []).some((one) => one.id === id && one[channel] !== undefined)
  // Somebody's own where a customer is chosen; else what is being written.
  const chosen = wanted === 'base' || has(wanted) ? wanted : customerId === undefined && has(written) ? written : undefined
  const preview = useAnswer<ContentPreview>(
    '/contents/preview',
    {
      content: shown,
      channel,
      language,
      ...(customerId === undefined ? {} : { customerId }),
      ...(chosen === undefined ? {} : { variant: chosen }),
    },
    { keepPrevious: true, enabled: shown[channel] !== undefined },
  )
  return (
    <Panel
      title={t('contents.preview')}
      actions={
        channel === 'email' ? (
          <Segmented<'phone' | 'desktop'>
            value={width}
            aria-label={t('contents.width')}
            onChange={setWidth}
            options={[
              { value: 'phone', label: t('contents.phone') },
              { value: 'desktop', label: t('contents.desktop') },
            ]}
          />
        ) : undefined
      }
    >
      <div className="stack-small">
        {can('customers:read') ? (
          <CustomerSelect label={t('contents.asCustomer')} first={[]} value={customerId} change={setCustomerId} />
        ) : null}
        <VariantSelect
          content={content}
          channel={channel}
          auto={t(autoLabel(customerId, has(written)))}
          value={wanted}
          change={setWanted}
        />
        {preview.error === null ? null : <ErrorNotice problem={preview.error} />}
        {preview.data !== undefined && preview.error === null ? (
          <VariantShown preview={preview.data} isVaried={has(preview.data.variant?.id) || preview.data.variants.length > 0} />
        ) : null}
        {preview.data === undefined || preview.error !== null ? null : <Shown preview={preview.data} channel={channel} width={width} />}
        {channel === 'sms' && preview.data !== undefined && preview.error === null ? <SmsEstimates preview={preview.data} /> : null}
        <PiecesShown preview={preview.data} />
      </div>
    </Panel>
  )
}

function Shown({ preview, channel, width }: { preview: ContentPreview; channel: FormChannel | 'wechat'; width: 'phone' | 'desktop' }) {
  const { t } = useTranslation()
  const { made, reason, detail, texts } = preview
  if (!made) {
    return (
      <Alert
        type="warning"
        showIcon
        title={
          reason === 'no_piece'
            ? t('pieces.noPiece')
            : reason === 'variable_missing'
              ? t('contents.missing', { name: detail })
              : t('contents.notMade', { detail })
        }
      />
    )
  }
  if (channel !== 'email') {
    return (
      <div className="content-bubble">
        {(texts['title'] ?? '') === '' ? null : <strong>{texts['title']}</strong>}
        {(texts['imageUrl'] ?? '').startsWith('/i/') ? <img className="content-bubble-image" src={texts['imageUrl']} alt="" /> : null}
        <p>{texts['text'] ?? texts['body'] ?? texts['script'] ?? texts['note'] ?? ''}</p>
        {Object.entries(texts)
          .filter(([place]) => place.startsWith('template/'))
          .map(([place, text]) => (
            <p key={place} className="cell-sub">
              <span className="mono">{place.split('/').slice(2).join('/')}</span> {text}
            </p>
          ))}
      </div>
    )
  }
  return (
    <>
      <div className="content-inbox">
        <strong>{texts['subject']}</strong> <span className="soft">{texts['preheader']}</span>
      </div>
      {/* No script, no form, no way out: what somebody wrote is looked at and nothing more. */}
      <iframe className={`content-mail content-mail-${width}`} title={t('contents.preview')} sandbox="" srcDoc={texts['html'] ?? ''} />
    </>
  )
}

/** What is shown while no variant is chosen. */
function autoLabel(customerId: string | undefined, isWriting: boolean) {
  if (customerId !== undefined) return 'contents.variant.ofCustomer' as const
  return isWriting ? ('contents.variant.written' as const) : ('contents.variant.base' as const)
}

/** Which variant is shown, and of a customer why each is theirs or not. */
function VariantShown({ preview, isVaried }: { preview: ContentPreview; isVaried: boolean }) {
  const { t } = useTranslation()
  if (!isVaried) return null
  return (
    <div>
      <span>{t('contents.variant.isShown', { name: preview.variant?.name ?? t('contents.variant.base') })}</span>
      {preview.variants.length === 0 ? null : (
        <ul className="content-findings" aria-label={t('contents.variant.why')}>
          {preview.variants.map(({ id, name, segment, reason }) => (
            <li key={id}>
              <strong>{name}</strong> {t(`contents.variant.reasons.${reason}`, { segment })}
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

function PiecesShown({ preview }: { preview: ContentPreview | undefined }) {
  const { t } = useTranslation()
  if (preview === undefined || preview.pieces.length === 0) return null
  return (
    <div>
      <strong>{t('pieces.chosen')}</strong>
      <ul className="content-findings">
        {preview.pieces.map((piece) => (
          <li key={piece.id}>
            {piece.name} <PieceWhy piece={piece} />
          </li>
        ))}
      </ul>
    </div>
  )
}

/** What to look at before it is sent. */
export function FindingsPanel({ content }: { content: MessageContent }) {
  const { t } = useTranslation()
  const format = useFormat()
  const shown = useDebounced(content)
  const can = useCan()
  const findings = useAnswer<ContentFindings>('/contents/findings', { content: shown }, { keepPrevious: true })
  const items = findings.data?.items ?? []
  return (
    <Panel title={t('contents.checks')}>
      {findings.error === null ? null : <ErrorNotice problem={findings.error} />}
      {findings.data !== undefined && findings.error === null && items.length === 0 ? (
        <p className="soft">{t('contents.nothingFound')}</p>
      ) : null}
      <ul className="content-findings">
        {items.map(({ code, severity, place, language, text, variant }) => (
          <li key={`${variant} ${code} ${place} ${language}`}>
            <strong>{t(`contents.severity.${severity}`)}</strong> {variant === '' ? '' : t('contents.variant.finding', { name: variant })}
            {format.text(text)}{' '}
            <span className="cell-sub mono">{place === 'when' || place === 'forms' ? '' : `${place} · ${language}`}</span>
          </li>
        ))}
      </ul>
      {can('contents:write') ? <LinkCheck content={shown} /> : null}
    </Panel>
  )
}
