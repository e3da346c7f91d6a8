import { Button, Drawer } from 'antd'
import { useTranslation } from 'react-i18next'
import { endpoints } from '../../../api/endpoints.ts'
import { useApi } from '../../../api/use-api.ts'
import { useCode } from '../../../components/codes.ts'
import { QueryView } from '../../../components/query-view.tsx'
import { StateTag } from '../../../components/tags.tsx'
import { useOfferWords } from './use-offer-words.ts'

/** What may not decide who gets an offer, and why. */
export function PriceRulesDrawer({ close }: { close: () => void }) {
  const { t } = useTranslation()
  const code = useCode()
  const { either } = useOfferWords()
  const query = useApi(endpoints.priceRules())
  return (
    <Drawer open size="min(560px, 100vw)" onClose={close} title={t('offers.rulesTitle')} destroyOnHidden>
      <p className="soft">{t('offers.rulesHelp')}</p>
      <QueryView query={query}>
        {({ items }) => (
          <div className="stack">
            {items.map((rule) => (
              <section key={rule.code} aria-label={either(rule.label)}>
                <div className="row">
                  <strong>{either(rule.label)}</strong>
                  <StateTag tone={rule.class === 'forbidden' ? 'warn' : 'plain'}>{code('priceRule', rule.class)}</StateTag>
                </div>
                <p className="offer-why">{either(rule.why)}</p>
                {rule.fields.length === 0 ? null : <p className="cell-sub mono">{rule.fields.join(', ')}</p>}
              </section>
            ))}
          </div>
        )}
      </QueryView>
      <Button className="offer-close" onClick={close}>
        {t('common.close')}
      </Button>
    </Drawer>
  )
}
