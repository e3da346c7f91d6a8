import { Fragment, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { CustomerValues } from '#http/identity/survivorship-schemas.ts'
import { endpoints } from '../../api/endpoints.ts'
import { useApi } from '../../api/use-api.ts'
import { Panel } from '../../components/page.tsx'
import { useFormat } from '../../format/use-format.ts'
import { useCan } from '../../session/use-can.ts'
import { useFactName, useFactValue, useSpeakerName } from '../identity/fact-words.ts'
import { RevealButton } from './reveal-button.tsx'
import '../identity/identity.css'

type Item = CustomerValues['items'][number]

/** What is known of this customer: of each value where it comes from and what else was said. What is personal is masked until someone says why they need it. */
export function ValuePanel({ customerId }: { customerId: string }) {
  const { t } = useTranslation()
  const can = useCan()
  const nameOf = useFactName()
  const [shown, setShown] = useState<Record<string, readonly string[]>>({})
  const { data } = useApi(endpoints.customerValues(customerId))
  if (data === undefined || data.items.length === 0) return null
  return (
    <Panel
      title={t('profile.values')}
      note={can('settings:manage') ? <Link to="/settings/identity">{t('profile.valueRules')}</Link> : t('profile.valuesNote')}
    >
      <dl className="pairs">
        {data.items.map((one) => (
          <Fragment key={one.fact}>
            <dt>{nameOf(one)}</dt>
            <dd>
              <Value
                item={one}
                open={shown[one.fact]}
                customerId={customerId}
                reveal={(values) => setShown((before) => ({ ...before, [one.fact]: values }))}
              />
            </dd>
          </Fragment>
        ))}
      </dl>
    </Panel>
  )
}

function Value(props: {
  item: Item
  open: readonly string[] | undefined
  customerId: string
  reveal: (values: readonly string[]) => void
}) {
  const { item, open, customerId, reveal } = props
  const { t } = useTranslation()
  const can = useCan()
  const format = useFormat()
  const nameOf = useFactName()
  const valueOf = useFactValue()
  const speakerOf = useSpeakerName()
  const { counts, others } = item
  const origin = (word: Item['counts']): string => t('profile.valueFrom', { source: speakerOf(word.speaker), at: format.date(word.last) })
  return (
    <>
      {open?.join(', ') ?? valueOf(item, counts)}
      {counts.masked !== null && open === undefined && can('customers:reveal') ? (
        <RevealButton customerId={customerId} kind={item.kind === 'field' ? item.name : item.fact} label={nameOf(item)} onReveal={reveal} />
      ) : null}
      <span className="cell-sub">{origin(counts)}</span>
      {others.length === 0 ? null : (
        <details className="value-others">
          <summary>{t('profile.valueOthers', { count: others.length, n: format.integer(others.length) })}</summary>
          <p className="cell-sub">{t(`identity.survivorship.why.${item.rule}`)}</p>
          <ul>
            {others.map((word) => (
              <li key={`${word.speaker.name} ${word.first} ${word.last} ${word.masked ?? String(word.value)}`}>
                {valueOf(item, word)} <span className="cell-sub">{origin(word)}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  )
}
