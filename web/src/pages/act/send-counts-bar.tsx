import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { SendCounts } from '#http/decide/retain-schemas.ts'
import { useCode } from '../../components/codes.ts'
import { useFormat } from '../../format/use-format.ts'

const states = ['delivered', 'accepted', 'handed', 'claimed', 'planned', 'uncertain', 'failed', 'suppressed'] as const

/** How far the messages of one run came: a bar and the counts in words. */
export function SendCountsBar({ counts, runId }: { counts: SendCounts; runId: string }) {
  const { t } = useTranslation()
  const code = useCode()
  const format = useFormat()
  const total = states.reduce((sum, state) => sum + counts[state], 0)
  if (total === 0) return <span className="faint">0</span>
  const present = states.filter((state) => counts[state] > 0)
  return (
    <span className="sends">
      <span className="sends-bar" aria-hidden="true">
        {present.map((state) => (
          <span key={state} className={`sends-${state}`} style={{ width: `${(counts[state] / total) * 100}%` }} />
        ))}
      </span>
      <span className="sends-words">
        {present.map((state) => (
          <Link
            key={state}
            to={`/retain/messages?runId=${runId}&state=${state}`}
            data-count={counts[state]}
            aria-label={`${t('decide.sends')}: ${code('sendState', state)} ${counts[state]}`}
          >
            {code('sendState', state)} <span className="num">{format.integer(counts[state])}</span>
          </Link>
        ))}
      </span>
    </span>
  )
}
