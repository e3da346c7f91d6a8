import { useTranslation } from 'react-i18next'
import { Link, useLocation } from 'react-router'
import { Icon } from '../components/icon.tsx'
import { useReach } from '../session/use-can.ts'
import { navigationFor, pageOf } from './nav.ts'

/** The groups of the flow. A group of one page needs no heading. */
export function SideNav({ onNavigate }: { onNavigate?: () => void }) {
  const { t } = useTranslation()
  const groups = navigationFor(useReach())
  const { pathname } = useLocation()
  const active = pageOf(pathname, groups)
  return (
    <nav aria-label={t('shell.navigation')} className="side-nav">
      {groups.map((group) => (
        <div key={group.key} className="nav-group">
          {group.items.length > 1 || group.key === 'effect' ? <div className="nav-heading">{t(`shell.group.${group.key}`)}</div> : null}
          {group.items.map((item) => (
            <Link
              key={item.key}
              to={item.path}
              className={item === active ? 'nav-item nav-active' : 'nav-item'}
              {...(item === active ? { 'aria-current': 'page' as const } : {})}
              {...(onNavigate === undefined ? {} : { onClick: onNavigate })}
            >
              <Icon name={item.icon} size={17} />
              <span>{t(`shell.nav.${item.key}`)}</span>
            </Link>
          ))}
        </div>
      ))}
    </nav>
  )
}
