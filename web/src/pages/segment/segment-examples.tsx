import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'

/** Conditions to begin with; they ask only what every shop knows. */
const EXAMPLES = [
  { key: 'lapsed', where: 'profile.lifetime_orders >= 2 and not did(order in last 60 days)' },
  { key: 'second', where: 'count(order) = 1 and did(order from 60 days to 14 days ago)' },
  { key: 'reachable', where: 'profile.monetary >= 1000 and consent(marketing, email) is granted' },
] as const

/** Starting points that open the builder. */
export function SegmentExamples() {
  const { t } = useTranslation()
  return (
    <div className="examples">
      {EXAMPLES.map(({ key, where }) => (
        <Link key={key} className="example" to={`/customers/groups/new?${new URLSearchParams({ where }).toString()}`}>
          <strong>{t(`groups.example.${key}`)}</strong>
          <span className="soft">{t(`groups.exampleText.${key}`)}</span>
        </Link>
      ))}
    </div>
  )
}
