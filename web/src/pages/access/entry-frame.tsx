import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon } from '../../components/icon.tsx'
import { Logo } from '../../components/logo.tsx'
import { LanguageButton, ThemeButton } from '../../shell/top-bar.tsx'
import './entry.css'

/** The page before there is a session: a form, and beside it what the product is. */
export function EntryFrame({ title, purpose, children }: { title: string; purpose: string; children: ReactNode }) {
  const { t } = useTranslation()
  return (
    <div className="entry">
      <header className="entry-bar">
        <Logo size={26} />
        <span>
          <LanguageButton />
          <ThemeButton />
        </span>
      </header>
      <main className="entry-main">
        <div className="entry-card">
          <h1>{title}</h1>
          <p className="soft">{purpose}</p>
          {children}
        </div>
        <ul className="entry-points">
          {([t('access.point1'), t('access.point2'), t('access.point3')] as const).map((point) => (
            <li key={point}>
              <Icon name="check" size={15} />
              {point}
            </li>
          ))}
        </ul>
      </main>
    </div>
  )
}
