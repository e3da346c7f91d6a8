import { Fragment, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Customer360, CustomerAttribute } from '#http/profile/customer-schemas.ts'
import { Panel } from '../../components/page.tsx'
import { useFormat } from '../../format/use-format.ts'
import { useCan } from '../../session/use-can.ts'
import { RevealButton } from './reveal-button.tsx'

/** What files said of this customer beyond the fixed fields; what is personal is masked until someone says why they need it. */
export function AttributePanel({ data }: { data: Customer360 }) {
  const { t } = useTranslation()
  const can = useCan()
  const word = useAttributeWord()
  const [shown, setShown] = useState<Record<string, readonly string[]>>({})
  if (data.attributes.length === 0) return null
  return (
    <Panel title={t('profile.attributes')}>
      <dl className="pairs">
        {data.attributes.map((one) => (
          <Fragment key={one.name}>
            <dt>{one.label}</dt>
            <dd>
              {shown[one.name]?.join(', ') ?? word(one)}
              {one.masked !== null && shown[one.name] === undefined && can('customers:reveal') ? (
                <RevealButton
                  customerId={data.row.id}
                  kind={`attribute:${one.name}`}
                  label={one.label}
                  onReveal={(values) => setShown((before) => ({ ...before, [one.name]: values }))}
                />
              ) : null}
            </dd>
          </Fragment>
        ))}
      </dl>
    </Panel>
  )
}

function useAttributeWord(): (attribute: CustomerAttribute) => string {
  const { t } = useTranslation()
  const format = useFormat()
  return ({ value, masked, type }) => {
    if (masked !== null) return masked
    if (typeof value === 'boolean') return t(value ? 'profile.yes' : 'profile.no')
    // Without marks between the thousands: a number may be a year.
    return type === 'date' && typeof value === 'string' ? format.day(value) : String(value)
  }
}
