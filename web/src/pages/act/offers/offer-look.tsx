import { Alert, Segmented } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { OfferPreview } from '#http/act/offer-schemas.ts'
import { useAnswer } from '../../../api/use-api.ts'
import { useProblemText } from '../../../components/error-notice.tsx'
import { Panel } from '../../../components/page.tsx'
import { useDebounced } from '../../../components/use-debounced.ts'
import { bodyOf } from './offer-fields.ts'
import type { OfferFields } from './offer-fields.ts'

/** What customers see of an offer as it is being written, in the words that every channel uses. The server words it; nothing is taken of the stock. */
export function OfferLook({ fields, currency }: { fields: OfferFields; currency: string }) {
  const { t, i18n } = useTranslation()
  const problemText = useProblemText()
  const [language, setLanguage] = useState<'zh' | 'en'>(i18n.language.startsWith('zh') ? 'zh' : 'en')
  const { audience: _audience, ...body } = bodyOf({ ...fields, name: fields.name.trim() === '' ? '-' : fields.name }, currency)
  const asked = useDebounced(JSON.stringify(body))
  const preview = useAnswer<OfferPreview>('/offers/preview', JSON.parse(asked) as object, { keepPrevious: true })
  const words = preview.data?.words[language]
  return (
    <Panel
      title={t('offers.preview')}
      actions={
        <Segmented<'zh' | 'en'>
          value={language}
          aria-label={t('contents.language')}
          onChange={setLanguage}
          options={[
            { value: 'zh', label: '中文' },
            { value: 'en', label: 'English' },
          ]}
        />
      }
    >
      {preview.error === null ? null : <Alert type="warning" showIcon title={problemText(preview.error)} />}
      {words === undefined ? null : words.title === '' ? (
        <p className="soft">{t('offers.notWritten')}</p>
      ) : (
        <div className="offer-look" lang={language === 'zh' ? 'zh-CN' : 'en'}>
          <strong>{words.title}</strong>
          <span className="offer-value">{words.value}</span>
          {words.code === null ? null : <span className="offer-code mono">{words.code}</span>}
          {words.validUntil === null ? null : <span>{words.validUntil}</span>}
          {words.terms === '' ? null : <p>{words.terms}</p>}
        </div>
      )}
      {words?.code === undefined || words.code === null || fields.mode === 'shared' ? null : (
        <p className="cell-sub">{t('offers.sampleCode')}</p>
      )}
    </Panel>
  )
}
