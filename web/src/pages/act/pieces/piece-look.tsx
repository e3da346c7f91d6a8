import { useTranslation } from 'react-i18next'
import type { PieceDetail, PieceKindName } from '#http/act/piece-schemas.ts'

interface Props {
  text: PieceDetail['texts']['zh']
  kind: PieceKindName
  language: 'zh' | 'en'
}

/** How a piece looks in a mail and as a short text. Pictures that are not of our library are not loaded: their address may be anybody's. */
export function PieceLook({ text, kind, language }: Props) {
  const { t } = useTranslation()
  const call = t(`pieces.call.${kind}`, { lng: language === 'zh' ? 'zh-CN' : 'en' })
  const { title, summary, body, imageUrl, imageAlt, link, short } = text
  const isEmpty = title.trim() === ''
  return (
    <aside className="piece-look" aria-label={t('pieces.look')}>
      <h2 className="subhead">{t('pieces.form.mail')}</h2>
      {isEmpty || (summary.trim() === '' && body.trim() === '') ? (
        <p className="soft">{t('pieces.notWritten')}</p>
      ) : (
        <div className="piece-mail">
          <Picture address={imageUrl.trim()} alt={imageAlt.trim()} />
          <strong>{title}</strong>
          {summary.trim() === '' ? null : <p>{summary}</p>}
          {body.trim() === '' ? null : <p className="piece-body">{body}</p>}
          {link.trim() === '' ? null : <span className="piece-link">{call}</span>}
        </div>
      )}
      <h2 className="subhead">{t('pieces.form.short')}</h2>
      {isEmpty || short.trim() === '' ? (
        <p className="soft">{t('pieces.notWritten')}</p>
      ) : (
        <div className="content-bubble">
          <strong>{title}</strong>
          <p>{short}</p>
          {link.trim() === '' ? null : <span className="piece-link">{link}</span>}
        </div>
      )}
    </aside>
  )
}

function Picture({ address, alt }: { address: string; alt: string }) {
  const { t } = useTranslation()
  if (address === '') return null
  if (address.startsWith('/i/')) return <img className="piece-image" src={address} alt={alt} />
  return <div className="piece-picture">{alt === '' ? t('pieces.picture') : alt}</div>
}
