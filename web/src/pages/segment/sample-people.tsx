import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { CustomerRow } from '#http/profile/customer-schemas.ts'
import { useFormat } from '../../format/use-format.ts'

interface Props {
  people: readonly CustomerRow[]
  total: number
}

/** A few of the customers, masked; each opens the customer. */
export function SamplePeople({ people, total }: Props) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <div>
      <h3 className="sample-title">
        {t(people.length < total ? 'groups.someOf' : 'groups.allOf', { count: people.length, n: format.integer(people.length) })}
      </h3>
      <ul className="sample-people">
        {people.map((row) => (
          <li key={row.id}>
            <Link to={`/customers/${row.id}`}>{row.maskedName === '' ? t('profile.unnamed') : row.maskedName}</Link>
            <span className="faint num">{row.identifiers[0]?.masked ?? row.id.slice(0, 8)}</span>
            <span className="faint">{row.lifecycleTier === null ? '' : t(`codes.lifecycle.${row.lifecycleTier}`)}</span>
          </li>
        ))}
      </ul>
    </div>
  )
}
