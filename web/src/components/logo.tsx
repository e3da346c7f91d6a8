/** The mark (a customer on the way back) and the name in both scripts. */
export function Logo({ size = 24 }: { size?: number }) {
  return (
    <span className="logo" role="img" aria-label="留客 Liuke">
      <svg width={size} height={size} viewBox="0 0 24 24" aria-hidden="true">
        <rect width="24" height="24" rx="6" fill="var(--accent)" />
        <g fill="none" stroke="var(--on-accent)" strokeWidth="2.2" strokeLinecap="round" strokeLinejoin="round">
          <path d="M16.6 8.2a6 6 0 1 0 1.3 5" />
          <path d="M17.6 4.6v4.200h-4.2" />
        </g>
        <circle cx="12" cy="12" r="1.9" fill="var(--on-accent)" />
      </svg>
      <span className="logo-zh" aria-hidden="true">
        留客
      </span>
      <span className="logo-en" aria-hidden="true">
        Liuke
      </span>
    </span>
  )
}
