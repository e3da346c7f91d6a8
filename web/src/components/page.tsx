import { useEffect } from 'react'
import type { ReactNode } from 'react'

interface PageProps {
  title: string
  /** One sentence: what this page is for. */
  purpose?: ReactNode
  actions?: ReactNode
  /** Above the title: where this page belongs. */
  above?: ReactNode
  children: ReactNode
}

export function Page({ title, purpose, actions, above, children }: PageProps) {
  useEffect(() => {
    document.title = `${title} · 留客 Liuke`
  }, [title])
  return (
    <div className="page">
      {above}
      <header className="page-head">
        <div className="page-title">
          <h1>{title}</h1>
          {purpose === undefined ? null : <p>{purpose}</p>}
        </div>
        {actions === undefined ? null : <div className="page-actions">{actions}</div>}
      </header>
      {children}
    </div>
  )
}

interface PanelProps {
  title?: ReactNode
  /** Small text beside the title. */
  note?: ReactNode
  actions?: ReactNode
  /** The body touches the edges: for tables. */
  flush?: boolean
  className?: string
  children: ReactNode
}

/** A titled block of a page. */
export function Panel({ title, note, actions, flush = false, className = '', children }: PanelProps) {
  return (
    <section className={`panel ${className}`}>
      {title === undefined && actions === undefined ? null : (
        <div className="panel-head">
          <h2>
            {title}
            {note === undefined ? null : <span className="panel-note">{note}</span>}
          </h2>
          {actions === undefined ? null : <div className="panel-actions">{actions}</div>}
        </div>
      )}
      <div className={flush ? 'panel-flush' : 'panel-body'}>{children}</div>
    </section>
  )
}

interface EmptyProps {
  title: string
  children?: ReactNode
  action?: ReactNode
}

/** Says why there is nothing here and offers the next step. */
export function EmptyState({ title, children, action }: EmptyProps) {
  return (
    <div className="empty">
      <svg width="56" height="40" viewBox="0 0 56 40" aria-hidden="true">
        <g fill="none" stroke="var(--line-strong)" strokeWidth="1.5">
          <rect x="4" y="6" width="48" height="30" rx="4" />
          <path d="M4 14h48M14 22h16M14 28h24" />
        </g>
        <circle cx="44" cy="26" r="5" fill="var(--accent-soft)" stroke="var(--accent)" strokeWidth="1.5" />
      </svg>
      <strong>{title}</strong>
      {children === undefined ? null : <p>{children}</p>}
      {action}
    </div>
  )
}
