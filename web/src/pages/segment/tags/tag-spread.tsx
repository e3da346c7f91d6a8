import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { SavedTag } from '#http/segment/tag-schemas.ts'
import { useFormat } from '../../../format/use-format.ts'
import { useSession } from '../../../session/session-context.tsx'
import { tagNumber, tagPeople } from './tag-value.ts'

interface Props {
  of: Pick<SavedTag, 'customers' | 'values' | 'others' | 'numbers' | 'type'>
  everyone: number
  /** Of a saved tag, whose people can be opened. */
  name: string | null
}

/** How a tag is spread over customers: a bar for each text, a few figures for numbers. */
export function TagSpreadBars({ of: { customers, values, others, numbers, type }, everyone, name }: Props) {
  const { t } = useTranslation()
  const format = useFormat()
  const { currency } = useSession()
  const share = everyone === 0 ? 0 : customers / everyone
  const known = t('tags.known', { count: customers, customers: format.integer(customers), share: format.percent(share, 0) })
  return (
    <div className="stack-small">
      <p className="tag-known soft">
        {name === null || customers === 0 ? (
          known
        ) : (
          <Link to={tagPeople(name, null)} data-count={customers}>
            {known}
          </Link>
        )}
      </p>
      {numbers === null ? null : (
        <dl className="tag-figures">
          {(['least', 'median', 'average', 'most'] as const).map((figure) => (
            <div key={figure}>
              <dt>{t(`tags.figure.${figure}`)}</dt>
              <dd className="num">{tagNumber(numbers[figure], type, format, currency)}</dd>
            </div>
          ))}
        </dl>
      )}
      {values.length === 0 ? null : (
        <ul className="tag-bars">
          {values.map(({ value, label, customers: some }) => (
            <li key={value}>
              <span className="tag-bar-name" title={format.text(label)}>
                {format.text(label)}
              </span>
              <span className="tag-bar" aria-hidden="true">
                <span style={{ width: `${customers === 0 ? 0 : Math.max(1, (100 * some) / customers)}%` }} />
              </span>
              {name === null ? (
                <span className="num">{format.integer(some)}</span>
              ) : (
                <Link
                  to={tagPeople(name, value)}
                  className="num"
                  data-count={some}
                  aria-label={t('tags.openPeople', { value: format.text(label), count: some, customers: format.integer(some) })}
                >
                  {format.integer(some)}
                </Link>
              )}
            </li>
          ))}
        </ul>
      )}
      {others === 0 ? null : <p className="faint">{t('tags.others', { count: others, values: format.integer(others) })}</p>}
    </div>
  )
}
