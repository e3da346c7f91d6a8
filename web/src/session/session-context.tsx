import { createContext, useContext, useMemo, useState } from 'react'
import type { ReactNode } from 'react'
import { Navigate, useLocation } from 'react-router'
import type { Session } from '#http/access/access-schemas.ts'
import { setCsrfToken } from '../api/client.ts'
import type { ApiProblem } from '../api/client.ts'
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
  const [wasHere, setWasHere] = useState(false)
  if (session !== undefined && !wasHere) setWasHere(true)
  if (query.error?.status === 401) return <Navigate to={loginPath(location, query.error, wasHere)} replace />
  if (query.error !== null && value === undefined) {
    return <Splash>{<ErrorNotice problem={query.error} retry={() => void query.refetch()} />}</Splash>
  }
  if (value === undefined) return <Splash />
  return <Context value={value}>{children}</Context>
}

/** Where to log in, with what had been open and why the session is over: without its cookie it was signed out in another window. */
function loginPath({ pathname, search }: { pathname: string; search: string }, { params }: ApiProblem, wasHere: boolean): string {
  const here = `${pathname}${search}`
  const ended = typeof params['ended'] === 'string' ? params['ended'] : wasHere ? 'signed-out' : ''
  const query = new URLSearchParams({ ...(here === '/' ? {} : { next: here }), ...(ended === '' ? {} : { ended }) }).toString()
  return query === '' ? '/login' : `/login?${query}`
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
