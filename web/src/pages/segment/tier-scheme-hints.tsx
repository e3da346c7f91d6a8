import { Input } from 'antd'
import { useTranslation } from 'react-i18next'
import type { TierScheme } from '#http/segment/tier-scheme-schemas.ts'
import { Panel } from '../../components/page.tsx'
import { TIERS } from './tier-scheme-limits.tsx'

type Tiers = TierScheme['tiers']

/** What to do with the customers of each tier, in both languages. */
export function TierHints({ tiers, set, may }: { tiers: Tiers; set: (part: Partial<Tiers>) => void; may: boolean }) {
  const { t } = useTranslation()
  return (
    <Panel title={t('segment.hintsTitle')}>
      <div className="stack-small">
        {TIERS.map((tier) => (
          <div key={tier} className="scheme-hint">
            <span className="cell-main">{t(`codes.lifecycle.${tier}`)}</span>
            {(['zh', 'en'] as const).map((language) => (
              <Input.TextArea
                key={language}
                aria-label={`${t(`codes.lifecycle.${tier}`)}: ${t(`segment.hintIn.${language}`)}`}
                autoSize={{ minRows: 2, maxRows: 4 }}
                maxLength={300}
                disabled={!may}
                value={tiers.hints[tier][language]}
                onChange={({ target: { value } }) =>
                  set({ hints: { ...tiers.hints, [tier]: { ...tiers.hints[tier], [language]: value } } })
                }
              />
            ))}
          </div>
        ))}
      </div>
    </Panel>
  )
}
