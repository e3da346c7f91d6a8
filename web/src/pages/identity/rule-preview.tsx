import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { IdentityRulePreview, IdentityRulesInput } from '#http/identity/identity-schemas.ts'
import { useChange } from '../../api/use-api.ts'
import { useCode } from '../../components/codes.ts'
import { ErrorNotice } from '../../components/error-notice.tsx'
import { useFormat } from '../../format/use-format.ts'
import { kindWord } from './kind-word.ts'

/** What a change of the rules would touch, before it is saved. */
export function RulePreview({ draft, disabled }: { draft: IdentityRulesInput; disabled: boolean }) {
  const { t } = useTranslation()
  const preview = useChange<IdentityRulePreview>()
  return (
    <>
      <div>
        <Button
          disabled={disabled}
          loading={preview.isPending}
          onClick={() => preview.mutate({ method: 'POST', path: '/identity/rules/preview', body: { rules: draft } })}
        >
          {t('identity.preview')}
        </Button>
      </div>
      {preview.error === null ? null : <ErrorNotice problem={preview.error} />}
      {preview.data === undefined ? null : <Outcome preview={preview.data} />}
    </>
  )
}

function Outcome({ preview }: { preview: IdentityRulePreview }) {
  const { t } = useTranslation()
  const code = useCode()
  const format = useFormat()
  const { merged, split, records, complete, examples } = preview
  return (
    <div role="status">
      <p>
        {merged === 0 && split === 0
          ? t('identity.previewNothing', { records: format.integer(records) })
          : t('identity.previewCounts', { merged: format.integer(merged), split: format.integer(split), records: format.integer(records) })}
        {complete ? null : ` ${t('identity.previewPart')}`}
      </p>
      {examples.length === 0 ? null : (
        <ul className="id-list">
          {examples.map((one) => (
            <li key={`${one.change} ${one.customers.map(({ customerId }) => customerId).join(' ')}`}>
              <span className="id-main">
                <span className="cell-sub">
                  {t(one.change === 'merge' ? 'identity.wouldMerge' : 'identity.wouldSplit', { n: one.parts })}
                </span>
                {one.customers.map((customer) => (
                  <Link key={customer.customerId} to={`/customers/${customer.customerId}`}>
                    {customer.name === '' ? customer.customerId.slice(0, 8) : customer.name}{' '}
                    <span className="mono faint">
                      {customer.identifiers.map(({ kind, masked }) => `${kindWord(code, kind)} ${masked}`).join(', ')}
                    </span>
                  </Link>
                ))}
              </span>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
