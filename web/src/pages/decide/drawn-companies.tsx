import { Alert } from 'antd'
import { useTranslation } from 'react-i18next'
import type { DecisionPreview } from '#http/decide/retain-schemas.ts'
import { useFormat } from '../../format/use-format.ts'

/** One draw with more than this share of all customers leaves the groups to chance. */
const LARGE_DRAW = 0.25

/** What of a preview is drawn by company, and a warning where one draw holds too many. Nothing where nobody belongs to a company. */
export function DrawnCompanies({ preview }: { preview: Pick<DecisionPreview, 'companies' | 'decided'> }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { companies: drawn, decided } = preview
  if (drawn === undefined || drawn.people === 0) return null
  const draws = drawn.treatedDraws + drawn.controlDraws
  const others = decided - drawn.people
  const sentences = [
    t('decide.drawnCompanies', {
      people: format.integer(drawn.people),
      companies: format.integer(drawn.companies),
      treated: format.integer(drawn.treatedDraws),
      control: format.integer(drawn.controlDraws),
    }),
    ...(drawn.companies > draws ? [t('decide.drawnTogether', { draws: format.integer(draws) })] : []),
    ...(others > 0 ? [t('decide.drawnAlone', { people: format.integer(others) })] : []),
    ...(drawn.following > 0 ? [t('decide.drawnFollowing', { people: format.integer(drawn.following) })] : []),
  ]
  return (
    <>
      <p className="figures-foot">{sentences.join(t('decide.sentenceGap'))}</p>
      {decided >= 20 && drawn.largest > decided * LARGE_DRAW ? (
        <Alert
          type="warning"
          showIcon
          title={t('decide.drawnLarge', { people: format.integer(drawn.largest), all: format.integer(decided) })}
        />
      ) : null}
    </>
  )
}
