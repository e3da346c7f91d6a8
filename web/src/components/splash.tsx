import type { ReactNode } from 'react'
import { Logo } from './logo.tsx'

/** What is seen before there is a session. */
export function Splash({ children }: { children?: ReactNode }) {
  return (
    <main className="splash">
      <Logo size={28} />
      {children ?? <span className="splash-bar" />}
    </main>
  )
}
