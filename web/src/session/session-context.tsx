import { createContext, useContext, useMemo } from 'react'
import type { ReactNode } from 'react'
import { Navigate, useLocation } from 'react-router'
import type { Session } from '#http/schemas/access.ts'
import { setCsrfToken } from '../api/client.ts'
import { endpoints } from '../api/endpoints.ts'
import { useApi } from '../api/use-api.ts'
import { ErrorNotice } from '../components/error-notice.tsx'
import { Splash } from '../components/splash.tsx'

const Context = createContext<Session | undefined>(undefined)

/** Lets only a signed-in person through; sends others to log in, and back here afterwards. */
export function RequireSession({ children }: { children: ReactNode }) {
  const location = useLocation()
  const query = useApi(endpoints.me())
  const session = query.data
  const value = useMemo(() => {
    if (session !== undefined) setCsrfToken(session.csrfToken)
    return session
  }, [session])
  if (query.error?.status === 401) {
    const here = `${location.pathname}${location.search}`
    return <Navigate to={here === '/' ? '/login' : `/login?next=${encodeURIComponent(here)}`} replace />
  }
  if (query.error !== null && value === undefined) {
    return <Splash>{<ErrorNotice problem={query.error} retry={() => void query.refetch()} />}</Splash>
  }
  if (value === undefined) return <Splash />
  return <Context value={value}>{children}</Context>
}

/** The person who is signed in. */
export function useSession(): Session {
  const value = useContext(Context)
  if (value === undefined) throw new Error('useSession needs RequireSession above it.')
  return value
}

/** The session where there is one: also for the pages before login. */
export function useMaybeSession(): Session | undefined {
  return useContext(Context)
}
