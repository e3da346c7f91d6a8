import { Select } from 'antd'
import { useTranslation } from 'react-i18next'
import type { MessageContent } from '#http/act/content-schemas.ts'
import { endpoints } from '../../../api/endpoints.ts'
import { useApi } from '../../../api/use-api.ts'
import { useCode } from '../../../components/codes.ts'
import { Panel } from '../../../components/page.tsx'
import { useOfferWords } from './use-offer-words.ts'

interface Props {
  draft: MessageContent
  set: (next: MessageContent) => void
  readOnly: boolean
}

/** The offer that a content gives, the same on all of its channels. */
export function OfferChoice({ draft, set, readOnly }: Props) {
  const { t } = useTranslation()
  const code = useCode()
  const { either } = useOfferWords()
  const offers = useApi(endpoints.offers({ limit: 200 }))
  const { offerId, ...rest } = draft
  return (
    <Panel title={t('offers.choose')} note={t('offers.chooseHelp')}>
      <Select<string | null>
        className="offer-choice"
        allowClear
        showSearch={{ optionFilterProp: 'label' }}
        disabled={readOnly}
        aria-label={t('offers.choose')}
        placeholder={t('offers.none')}
        value={offerId ?? null}
        onChange={(id: string | null | undefined) => set(id === null || id === undefined ? rest : { ...rest, offerId: id })}
        options={(offers.data?.items ?? [])
          .filter(({ id, state }) => state !== 'ended' || id === offerId)
          .map(({ id, name, value, state }) => ({ value: id, label: `${name} · ${either(value)} · ${code('offerState', state)}` }))}
      />
    </Panel>
  )
}
